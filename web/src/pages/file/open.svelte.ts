import * as api from "../../lib/api";
import { coalesce } from "../../lib/coalesce";
import { Problem, sentence } from "../../lib/problem";
import { decode, splitLines } from "../../lib/text";
import type { Check, StoredFile } from "../../lib/types";
import { addFindings, shownCheck } from "./shown";

const REREAD_GAP_MS = 300;

/** What the page shows of a file, whoever it belongs to. */
export interface Readable {
  readonly file: StoredFile | null;
  readonly newest: Check | null;
  readonly shown: Check | null;
  readonly lines: readonly string[] | null;
}

/** The file that the page is about: what the server says of it, and its text. */
export class OpenFile implements Readable {
  file = $state.raw<StoredFile | null>(null);
  /** Null until the text was read. */
  lines = $state.raw<readonly string[] | null>(null);
  missing = $state(false);
  failure = $state("");

  readonly newest = $derived.by(() => this.file?.checks[0] ?? null);
  readonly shown = $derived.by<Check | null>(() => shownCheck(this.file));

  /** Reads the file again, and its text where that has changed; many calls become few requests. */
  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  #readText = "";

  constructor(readonly id: string) {
    this.reread();
  }

  gone(): void {
    this.missing = true;
  }

  async #reread(): Promise<void> {
    if (this.missing) return;
    try {
      const file = await api.readFile(this.id);
      await addFindings(file, this.file, (check) => api.readCheck(this.id, check));
      this.file = file;
      await this.#readLines(file);
      this.failure = "";
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.gone();
      else this.failure = sentence(error);
    }
  }

  async #readLines({ sha256, encoding }: StoredFile): Promise<void> {
    const wanted = `${sha256} ${encoding}`;
    if (wanted === this.#readText) return;
    const bytes = await api.readContent(this.id);
    this.lines = splitLines(decode(bytes, encoding));
    this.#readText = wanted;
  }
}
