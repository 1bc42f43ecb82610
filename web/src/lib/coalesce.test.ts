import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { coalesce } from "./coalesce";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that takes so many milliseconds, and when each run began. */
function makeWork(milliseconds: number): { work: () => Promise<void>; begun: number[] } {
  const begun: number[] = [];
  const work = (): Promise<void> => {
    begun.push(Date.now());
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  };
  return { work, begun };
}

test("the first call runs at once, and many calls during it cause one more run", async () => {
  const { work, begun } = makeWork(10);
  const ask = coalesce(work, 100);
  for (let times = 0; times < 5; times += 1) ask();
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toHaveLength(1);
  ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(begun).toHaveLength(2);
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBe(110);
});

test("slow work is followed by a pause of twice its duration", async () => {
  const { work, begun } = makeWork(1000);
  const ask = coalesce(work, 100);
  ask();
  await vi.advanceTimersByTimeAsync(500);
  ask();
  await vi.advanceTimersByTimeAsync(10_000);
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBe(3000);
});
