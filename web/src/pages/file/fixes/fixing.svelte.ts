import { getContext, setContext } from "svelte";

import { codes } from "../../../lib/codes.svelte";
import type { Check } from "../../../lib/types";
import { countFixable, repairs } from "./fixable";

/** What is to be repaired: some codes, or every one that can be; or one code in one line. */
export interface Wish {
  codes: readonly string[] | "all";
  line?: number;
}

const KEY = Symbol("fixing");

/** Which findings of the file can be repaired, and the wish that a dialog answers. */
export class Fixing {
  wish = $state.raw<Wish | null>(null);

  readonly #check: () => Check | null;
  readonly #known = $derived.by(() => repairs(codes.all ?? []));
  /** The number of findings that can be repaired, by code. */
  readonly counts = $derived.by(() => countFixable(this.#check()?.findings ?? [], this.#known));
  readonly total = $derived.by(() => [...this.counts.values()].reduce((sum, count) => sum + count, 0));

  /** `check` is the one whose findings are shown; null while a newer one is pending. */
  constructor(check: () => Check | null) {
    this.#check = check;
  }

  /** Asks for one finding, or for all with its code where one cannot be repaired alone. The codes may not be read yet. */
  async fixOne(code: string, line: number): Promise<void> {
    await codes.readAll();
    if (this.counts.has(code)) this.wish = this.#known.get(code) ? { codes: [code], line } : { codes: [code] };
  }

  fixCode(code: string): void {
    this.wish = { codes: [code] };
  }

  fixAll(): void {
    this.wish = { codes: "all" };
  }
}

/** Lets the parts of a page offer fixes. */
export function provideFixing(fixing: Fixing): void {
  setContext(KEY, fixing);
}

/** Null on pages that show the file of another user. */
export function findFixing(): Fixing | null {
  return getContext<Fixing | undefined>(KEY) ?? null;
}
