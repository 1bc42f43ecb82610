import { describe, expect, it } from "vitest";

import { parseDiff, splitTrailing } from "./diff";

const DIFF = `--- a.py
+++ a.py
@@ -1,3 +1,2 @@
-import os
 import sys
---x
+--x
@@ -20 +19,2 @@
-last
\\ No newline at end of file
+last
+++
`;

describe("parseDiff", () => {
  it("numbers the lines before and after, and keeps lines that look like headers", () => {
    expect(parseDiff(DIFF).map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
      ["removed", 1, null, "import os"],
      ["same", 2, 1, "import sys"],
      ["removed", 3, null, "--x"],
      ["added", null, 2, "--x"],
      ["gap", null, null, ""],
      ["removed", 20, null, "last"],
      ["note", null, null, "No line end at the end of the file"],
      ["added", null, 19, "last"],
      ["added", null, 20, "++"],
    ]);
  });

  it("has no rows without a difference", () => {
    expect(parseDiff("")).toEqual([]);
  });
});

describe("splitTrailing", () => {
  it("splits the blanks at the end off", () => {
    expect(splitTrailing("x = 1 \t")).toEqual(["x = 1", " \t"]);
    expect(splitTrailing("    ")).toEqual(["", "    "]);
    expect(splitTrailing("x")).toEqual(["x", ""]);
  });
});
