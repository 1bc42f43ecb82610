import { expect, test } from "vitest";

import type { Code } from "../../lib/types";
import { codeFilterOf, codeSearchOf, findCodes, toolsOf } from "./filter";

const CODES = [
  { code: "E401", title: "Several imports on one line", why: "Each module on its own line.", category: "layout", plugin: "pycodestyle" },
  { code: "F401", title: "Import never used", why: "The module is loaded.", category: "unused", plugin: "pyflakes" },
  { code: "F402", title: "Loop variable hides an import", why: "A `for` replaces it.", category: "likely_bug", plugin: "pyflakes" },
] as Code[];

function found(search: string): string[] {
  return findCodes(CODES, codeFilterOf(search)).map(({ code }) => code);
}

test.each([
  ["", ["E401", "F401", "F402"]],
  ["?q=f40", ["F401", "F402"]],
  ["?q=import", ["E401", "F401", "F402"]],
  ["?q=module+import", ["E401", "F401"]],
  ["?q=unused+import", ["F401"]],
  ["?q=import&tool=pyflakes", ["F401", "F402"]],
  ["?q=nothing", []],
])("%s finds %j", (search, codes) => {
  expect(found(search)).toEqual(codes);
});

test("the filter is unchanged after reading and writing, and an unknown category means all", () => {
  const search = "?category=likely_bug&q=none&tool=pyflakes";
  expect(codeSearchOf(codeFilterOf(search))).toBe(search);
  expect(codeSearchOf(codeFilterOf("?category=x"))).toBe("");
});

test("each tool is offered once", () => {
  expect(toolsOf(CODES).map(({ key }) => key)).toEqual(["", "pycodestyle", "pyflakes"]);
});
