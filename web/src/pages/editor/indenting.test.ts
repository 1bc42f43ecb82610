import { describe, expect, test } from "vitest";

import { blanksToNextStep, indentAfter, unitOf } from "./indenting";

describe("a new line", () => {
  test.each([
    ["x = 1", 0],
    ["    x = 1", 4],
    ["def f():", 4],
    ["    if x:  # why", 8],
    ["call(", 4],
    ["        return x", 4],
    ["    pass", 0],
    ["return", 0],
    ["returned = 1", 0],
    ["    'a: # b'", 4],
    ["\tif x:", 8],
    ["", 0],
  ])("after %j begins at column %i", (before, column) => {
    expect(indentAfter(before)).toBe(column);
  });
});

test("Tab fills up to the next step", () => {
  expect(["", "a", "abc", "abcd"].map((before) => blanksToNextStep(before).length)).toEqual([4, 3, 1, 4]);
});

test("a step is a tab only in a file that indents with tabs alone", () => {
  expect([unitOf("if x:\n\ty()\n"), unitOf("if x:\n    y()\n"), unitOf("if x:\n\ty()\nif z:\n    y()\n"), unitOf("")]).toEqual(["\t", "    ", "    ", "    "]);
});
