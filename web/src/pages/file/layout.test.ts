import { expect, test } from "vitest";

import { groupByLine, lineWidth, lineStarts } from "./layout";

test("a line starts after the line feed of the previous line", () => {
  expect(lineStarts(["ab", "", "c"])).toEqual([0, 3, 4]);
});

test("tabs and East Asian characters are wide", () => {
  expect([lineWidth("abc"), lineWidth("\tx"), lineWidth("程序")]).toEqual([3, 5, 4]);
});

test("findings belong to their line, and to the last line when they are beyond it", () => {
  const at = (line: number, number: number) => ({ code: "E1", line, column: 1, text: "", category: "layout" as const, status: null, number });
  const map = groupByLine([at(1, 0), at(9, 1), at(0, 2)], 3);
  expect([...map].map(([line, there]) => [line, there.map(({ number }) => number)])).toEqual([
    [1, [0, 2]],
    [3, [1]],
  ]);
});
