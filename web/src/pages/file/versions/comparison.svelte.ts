import { sentence } from "../../../lib/problem";
import type { OpenFile } from "../openFile.svelte";
import { readSide, type Side } from "./sides";

/** Two versions of a file, read when they are compared. */
export class Comparison {
  sides = $state.raw<{ before: Side; after: Side } | null>(null);
  failure = $state("");

  #latest = 0;

  /** Of several calls, the last one counts. */
  async read(open: OpenFile, before: string, after: string): Promise<void> {
    const call = ++this.#latest;
    try {
      const [one, other] = await Promise.all([readSide(open, before), readSide(open, after)]);
      if (call !== this.#latest) return;
      this.sides = { before: one, after: other };
      this.failure = "";
    } catch (error) {
      if (call === this.#latest) this.failure = sentence(error);
    }
  }
}
