import { expect, test } from "vitest";

import { barsOf, scaleOf } from "./plot";

const hour = (checks: number, errors = 0) => ({ at: "2025-11-20T09:00:00.000Z", checks, errors, median_ms: null });

test.each([
  [0, [0, 1]],
  [3, [0, 1, 2, 3]],
  [8, [0, 2, 4, 6, 8]],
  [4001, [0, 2000, 4000, 6000]],
])("the axis up to %d has few round marks", (most, marks) => {
  expect(scaleOf([hour(most)])).toEqual(marks);
});

test("a single check is seen beside many, an hour without any is not", () => {
  const [none, one, all] = barsOf([hour(0), hour(1, 1), hour(1000)], 1000);
  expect(none).toMatchObject({ height: 0, now: false });
  expect(one).toMatchObject({ height: 0.75, errors: true });
  expect(all).toMatchObject({ height: 100, errors: false, now: true });
});
