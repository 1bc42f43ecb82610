import { expect, test } from "vitest";

import { distinctTimes } from "./distinctTimes";

const now = new Date(2025, 10, 20, 12, 0);

test("moments of different minutes are named to the minute", () => {
  expect(distinctTimes([new Date(2025, 10, 20, 9, 5, 1), new Date(2025, 10, 19, 9, 5, 1)], now)).toEqual(["today, 09:05", "yesterday, 09:05"]);
});

test("moments of the same minute are named to the second, the others are not", () => {
  const moments = [new Date(2025, 10, 20, 9, 5, 1), new Date(2025, 10, 20, 9, 5, 59), new Date(2025, 10, 20, 9, 6)];
  expect(distinctTimes(moments, now)).toEqual(["today, 09:05:01", "today, 09:05:59", "today, 09:06"]);
});

test("moments of the same day of an earlier year are named with their time", () => {
  const moments = [new Date(2024, 10, 20, 9, 5), new Date(2024, 10, 20, 18, 5)];
  expect(distinctTimes(moments, now)).toEqual(["20 Nov 2024, 09:05:00", "20 Nov 2024, 18:05:00"]);
});

test("moments of the same second are numbered", () => {
  const moment = new Date(2025, 10, 20, 9, 5, 1);
  expect(distinctTimes([moment, moment], now)).toEqual(["today, 09:05:01 (1)", "today, 09:05:01 (2)"]);
});
