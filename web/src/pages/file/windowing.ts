/** Which rows of a long list are rendered: those near the window, and some that must always exist. */

import type { Heights } from "./heights";

/** Row indexes; `end` is the first one after the range. */
export interface Range {
  first: number;
  end: number;
}

/** The pixels of the rows left out before a row. */
export interface Gap {
  before: number;
  height: number;
}

/** The index of a rendered row, or a gap. */
export type Item = number | Gap;

/** The range changes only after this many rows, so that scrolling a little renders nothing. */
const STEP = 8;

/** The rows between two offsets. */
export function rangeBetween(heights: Heights, top: number, bottom: number): Range {
  const first = heights.indexAt(top);
  const end = heights.indexAt(bottom) + 1;
  return { first: first - (first % STEP), end: Math.min(heights.count, Math.ceil(end / STEP) * STEP) };
}

/** The rows of the range and the pinned ones in their order, with gaps between them. */
export function itemsOf(heights: Heights, { first, end }: Range, pins: Iterable<number>): Item[] {
  const outside = [...new Set(pins)].filter((pin) => pin >= 0 && pin < heights.count && (pin < first || pin >= end)).sort((a, b) => a - b);
  const items: Item[] = [];
  let next = 0;
  const leaveOut = (until: number): void => {
    if (until > next) items.push({ before: until, height: heights.offsetOf(until) - heights.offsetOf(next) });
  };
  const add = (from: number, until: number): void => {
    leaveOut(from);
    for (let index = from; index < until; index += 1) items.push(index);
    next = Math.max(next, until);
  };
  for (const pin of outside) if (pin < first) add(pin, pin + 1);
  add(Math.min(first, heights.count), Math.min(end, heights.count));
  for (const pin of outside) if (pin >= end) add(pin, pin + 1);
  leaveOut(heights.count);
  return items;
}

/** Identifies an item in the page. */
export function keyOf(item: Item): number | string {
  return typeof item === "number" ? item : `gap-${item.before}`;
}
