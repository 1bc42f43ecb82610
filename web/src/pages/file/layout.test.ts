import { expect, test } from "vitest";

import { estimateEntry, estimateLine, groupByLine, lineWidth, lineStarts } from "./layout";

test("a line starts after the line feed of the previous line", () => {
  expect(lineStarts(["ab", "", "c"])).toEqual([0, 3, 4]);
});

test("tabs and East Asian characters are wide", () => {
  expect([lineWidth("abc"), lineWidth("\tx"), lineWidth("程序")]).toEqual([3, 5, 4]);
});

test("findings belong to their line, and to the last line when they are beyond it", () => {
  const at = (line: number, number: number) => ({ code: "E1", line, column: 1, text: "", category: "layout" as const, status: null, number, anchor: "" });
  const map = groupByLine([at(1, 0), at(9, 1), at(0, 2)], 3);
  expect([...map].map(([line, there]) => [line, there.map(({ number }) => number)])).toEqual([
    [1, [0, 2]],
    [3, [1]],
  ]);
});

test("a line is as high as its wrapped rows and its findings", () => {
  expect(estimateLine(300, 0, Infinity)).toBe(1.5);
  expect([estimateLine(0, 0, 80), estimateLine(80, 0, 80), estimateLine(81, 0, 80)]).toEqual([1.5, 1.5, 3]);
  expect(estimateLine(10, 3, 80)).toBeGreaterThan(estimateLine(10, 2, 80));
});

test("an entry of the list is as high as its wrapped text", () => {
  expect(estimateEntry(0)).toBe(estimateEntry(34));
  expect(estimateEntry(35)).toBeGreaterThan(estimateEntry(34));
});
