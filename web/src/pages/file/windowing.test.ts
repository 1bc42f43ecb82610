import { expect, test } from "vitest";

import { Heights } from "./heights";
import { itemsOf, rangeBetween } from "./windowing";

const TEN = new Heights(Array.from({ length: 1_000 }, () => 10));

function shown(first: number, end: number, pins: number[] = [], heights = TEN): (number | string)[] {
  return itemsOf(heights, { first, end }, pins).map((item) => (typeof item === "number" ? item : `${item.height}px`));
}

test("the rows between two offsets are rendered in steps, so that a little scrolling changes nothing", () => {
  expect(rangeBetween(TEN, 1_000, 2_000)).toEqual({ first: 96, end: 208 });
  expect(rangeBetween(TEN, 1_030, 2_030)).toEqual({ first: 96, end: 208 });
  expect(rangeBetween(TEN, -600, 50)).toEqual({ first: 0, end: 8 });
  expect(rangeBetween(TEN, 9_990, 20_000)).toEqual({ first: 992, end: 1_000 });
});

test("gaps have the height of the rows left out", () => {
  expect(shown(2, 4)).toEqual(["20px", 2, 3, "9960px"]);
  expect(shown(0, 3)).toEqual([0, 1, 2, "9970px"]);
  expect(shown(998, 1_000)).toEqual(["9980px", 998, 999]);
});

test("pinned rows are rendered in their place, once", () => {
  expect(shown(5, 7, [999, 0, 6, 1, 7, 7, -1, 1_000])).toEqual([0, 1, "30px", 5, 6, 7, "9910px", 999]);
});

test("a range beyond the rows, or no rows at all, renders nothing more", () => {
  expect(shown(0, 64, [], new Heights([10, 10]))).toEqual([0, 1]);
  expect(shown(8, 64, [3], new Heights([10, 10]))).toEqual(["20px"]);
  expect(shown(0, 64, [0], new Heights([]))).toEqual([]);
});
