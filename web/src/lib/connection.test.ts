import { expect, test } from "vitest";

import { backOffSeconds } from "./connection.svelte";

test.each([
  [0, 1],
  [3, 8],
  [4, 15],
  [2000, 15],
])("after %d failures the wait is about %d seconds, different per tab", (failures, seconds) => {
  const waits = Array.from({ length: 50 }, () => backOffSeconds(failures));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(seconds * 0.75);
  expect(Math.max(...waits)).toBeLessThanOrEqual(seconds * 1.25);
  expect(new Set(waits).size).toBeGreaterThan(1);
});
