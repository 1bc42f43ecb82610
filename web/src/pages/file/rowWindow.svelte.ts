import { Heights } from "./heights";
import { itemsOf, rangeBetween, type Item, type Range } from "./windowing";

interface Rows {
  /** The estimated height of each row in pixels. */
  estimates: readonly number[];
  /** Rows that are rendered wherever the window is. */
  pins: Iterable<number>;
  /** Render every row. */
  whole: boolean;
}

/** Pixels above and below the window whose rows are rendered. */
const MARGIN_PX = 300;
/** The rows rendered before the place of the list is known. */
const AT_FIRST: Range = { first: 0, end: 24 };

let windows: readonly RowWindow[] = [];
let frame = 0;

/** Reads all places before it changes any list, so that the browser lays the page out once. */
function updateAll(): void {
  const tops = windows.map((one) => [one, one.top()] as const);
  for (const [one, top] of tops) one.update(top);
}

function updateSoon(): void {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(updateAll);
}

document.addEventListener("scroll", updateAll, { capture: true, passive: true });
addEventListener("resize", updateAll);

/** The rows of a long list that are rendered. The list scrolls with the page, or in an element of its own. */
export class RowWindow {
  /** Rows near the window. */
  near = $state.raw<Range>(AT_FIRST);

  readonly #rows: () => Rows;
  readonly #heights = $derived.by(() => new Heights(this.#rows().estimates));
  readonly #indexes = new WeakMap<Element, number>();
  readonly #observer = new ResizeObserver((entries) => this.#measure(entries));
  #list: Element | null = null;

  readonly items = $derived.by<readonly Item[]>(() => {
    const { pins, whole } = this.#rows();
    return itemsOf(this.#heights, whole ? { first: 0, end: this.#heights.count } : this.near, pins);
  });

  constructor(rows: () => Rows) {
    this.#rows = rows;
  }

  /** An attachment of the list element. */
  readonly list = (list: Element): (() => void) => {
    this.#list = list;
    windows = [...windows, this];
    $effect(() => {
      void this.#heights;
      updateSoon();
    });
    return () => {
      windows = windows.filter((one) => one !== this);
      this.#observer.disconnect();
    };
  };

  /** An attachment of a row, whose height is measured from now on. */
  row(index: number): (row: Element) => () => void {
    return (row) => {
      this.#indexes.set(row, index);
      this.#observer.observe(row);
      return () => this.#observer.unobserve(row);
    };
  }

  isNear(index: number): boolean {
    return index >= this.near.first && index < this.near.end;
  }

  /** The first row in the window. */
  firstVisible(): number {
    return this.#heights.indexAt(-this.top());
  }

  /** Where the list begins, in pixels below the top of the window. */
  top(): number {
    return this.#list?.getBoundingClientRect().top ?? 0;
  }

  update(top: number): void {
    const { first, end } = rangeBetween(this.#heights, -top - MARGIN_PX, innerHeight - top + MARGIN_PX);
    if (first !== this.near.first || end !== this.near.end) this.near = { first, end };
  }

  /** Gaps consist of other rows, so nothing is rendered again; but other rows may be near now. */
  #measure(entries: readonly ResizeObserverEntry[]): void {
    let changed = false;
    for (const { target, borderBoxSize } of entries) {
      const index = this.#indexes.get(target);
      const height = borderBoxSize[0]?.blockSize ?? 0;
      if (index !== undefined && height > 0 && this.#heights.measure(index, height)) changed = true;
    }
    if (changed) updateSoon();
  }
}
