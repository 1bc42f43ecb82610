import type { Hour } from "../types";

export interface Bar {
  x: number;
  width: number;
  height: number;
  /** Whether some files of this hour could not be checked. */
  errors: boolean;
  /** Whether this is the current hour. */
  now: boolean;
}

const WIDTH = 240;
const HEIGHT = 100;
const STEPS = [1, 2, 5];

/** The marks of the axis: up to five round numbers from 0 to at least the highest bar. */
export function scaleOf(hours: readonly Hour[]): number[] {
  const most = Math.max(1, ...hours.map(({ checks }) => checks));
  let step = 1;
  for (let power = 1; ; power *= 10) {
    const fits = STEPS.find((factor) => factor * power * 4 >= most);
    if (fits) {
      step = fits * power;
      break;
    }
  }
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step);
}

/** The bars in an image of 240 by 100, one per hour. Each hour with a check has a visible height. */
export function barsOf(hours: readonly Hour[], top: number): Bar[] {
  const slot = WIDTH / Math.max(hours.length, 1);
  return hours.map(({ checks, errors }, at) => ({
    x: at * slot + slot * 0.15,
    width: slot * 0.7,
    height: checks > 0 ? Math.max(0.75, (checks / top) * HEIGHT) : 0,
    errors: errors > 0,
    now: at === hours.length - 1,
  }));
}
