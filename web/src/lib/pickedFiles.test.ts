import { expect, test } from "vitest";

import { nameNotice, pythonName, renamedSentence } from "./pickedFiles";

const notice = (typed: string): string => nameNotice(typed, pythonName(typed, "pasted.py"));

test("a typed path becomes the name that the server keeps", () => {
  expect(pythonName("a/b.py", "pasted.py")).toBe("b.py");
  expect(pythonName(String.raw`C:\code\b`, "pasted.py")).toBe("b.py");
  expect(pythonName("a/", "pasted.py")).toBe("a.py");
  expect(pythonName(" / ", "pasted.py")).toBe("pasted.py");
});

test("a name that is kept in another form is announced", () => {
  expect(notice("a/b.py")).toBe("It will be called b.py. Folders are no part of a name.");
  expect(notice("b..")).toBe("It will be called b.py.");
});

test("a name that is kept, or only gets its ending, is not announced", () => {
  expect([notice("b.py"), notice("b"), notice(" b.py "), notice("")]).toEqual(["", "", "", ""]);
});

const sent = (...names: string[]) => names.map((name) => ({ file: new File(["x"], name) }));
const stored = (...names: string[]) => ({ files: names.map((name) => ({ name })) }) as Parameters<typeof renamedSentence>[0];

test("a file that is kept under another name is named with both", () => {
  expect(renamedSentence(stored("b.py", "c.py"), sent("a\\b.py", "c.py"))).toBe("a\\b.py is kept as b.py.");
});

test("a name that is only composed differently is not mentioned", () => {
  expect(renamedSentence(stored("caf\u00e9.py"), sent("cafe\u0301.py"))).toBe("");
});

test("a file that was not stored is not mentioned", () => {
  expect(renamedSentence(stored("c.py"), sent("a\\b.py", "c.py"))).toBe("");
});
