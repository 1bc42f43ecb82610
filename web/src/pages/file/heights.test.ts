import { expect, test } from "vitest";

import { Heights } from "./heights";

test("offsets are the sums of the heights before, also after a row was measured", () => {
  const plain = Array.from({ length: 137 }, (_, index) => 20 + (index % 7));
  const heights = new Heights(plain);
  for (const [index, height] of [[0, 90], [63, 5], [64, 300], [136, 41]] as const) {
    plain[index] = height;
    expect(heights.measure(index, height)).toBe(true);
    expect(heights.measure(index, height)).toBe(false);
  }
  let sum = 0;
  for (const [index, height] of plain.entries()) {
    expect(heights.offsetOf(index)).toBe(sum);
    expect([heights.indexAt(sum), heights.indexAt(sum + height - 1)]).toEqual([index, index]);
    sum += height;
  }
  expect(heights.offsetOf(plain.length)).toBe(sum);
});

test("outside of the list is its first or last row", () => {
  const heights = new Heights([10, 10, 10]);
  expect([heights.indexAt(-5), heights.indexAt(30), heights.indexAt(1e9)]).toEqual([0, 2, 2]);
  expect(heights.measure(3, 50)).toBe(false);
  expect(new Heights([]).indexAt(0)).toBe(0);
});
