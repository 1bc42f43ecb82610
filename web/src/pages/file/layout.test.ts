import { expect, test } from "vitest";

import { byLine, columnsOf, startsOf } from "./layout";

test("lines begin after the line feed of the one before", () => {
  expect(startsOf(["ab", "", "c"])).toEqual([0, 3, 4]);
});

test("tabs and far eastern emails are wide", () => {
  expect([columnsOf("abc"), columnsOf("\tx"), columnsOf("程序")]).toEqual([3, 5, 4]);
});

test("findings stand under their line, one beyond the last line under that", () => {
  const at = (line: number, number: number) => ({ code: "E1", line, column: 1, text: "", category: "layout" as const, number });
  const map = byLine([at(1, 0), at(9, 1), at(0, 2)], 3);
  expect([...map].map(([line, there]) => [line, there.map(({ number }) => number)])).toEqual([
    [1, [0, 2]],
    [3, [1]],
  ]);
});
