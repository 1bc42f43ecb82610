/** The heights of the rows of a long list, with their sums in a Fenwick tree: every operation takes logarithmic time. */
export class Heights {
  readonly count: number;
  readonly #heights: Float64Array;
  /** Entry n holds the sum of the rows that n is responsible for; numbered from 1. */
  readonly #sums: Float64Array;

  /** `estimates` are pixels, one per row. */
  constructor(estimates: readonly number[]) {
    this.count = estimates.length;
    this.#heights = Float64Array.from(estimates);
    this.#sums = new Float64Array(this.count + 1);
    for (let at = 1; at <= this.count; at += 1) {
      this.#sums[at] = (this.#sums[at] ?? 0) + this.heightOf(at - 1);
      const parent = at + (at & -at);
      if (parent <= this.count) this.#sums[parent] = (this.#sums[parent] ?? 0) + (this.#sums[at] ?? 0);
    }
  }

  heightOf(index: number): number {
    return this.#heights[index] ?? 0;
  }

  /** Returns whether the height is a new one. */
  measure(index: number, height: number): boolean {
    const more = height - this.heightOf(index);
    if (more === 0 || index >= this.count) return false;
    this.#heights[index] = height;
    for (let at = index + 1; at <= this.count; at += at & -at) this.#sums[at] = (this.#sums[at] ?? 0) + more;
    return true;
  }

  /** The pixels above a row; of the row after the last one, the height of all. */
  offsetOf(index: number): number {
    let sum = 0;
    for (let at = Math.min(index, this.count); at > 0; at -= at & -at) sum += this.#sums[at] ?? 0;
    return sum;
  }

  /** The row at this offset; the first or the last one outside of the list. */
  indexAt(offset: number): number {
    let index = 0;
    let left = offset;
    for (let step = highestBit(this.count); step > 0; step >>= 1) {
      const sum = this.#sums[index + step];
      if (sum === undefined || sum > left) continue;
      index += step;
      left -= sum;
    }
    return Math.max(0, Math.min(index, this.count - 1));
  }
}

function highestBit(number: number): number {
  return number === 0 ? 0 : 1 << (31 - Math.clz32(number));
}
