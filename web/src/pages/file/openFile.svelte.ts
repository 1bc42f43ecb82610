import * as api from "../../lib/api";
import { coalesce } from "../../lib/coalesce";
import type { Content } from "../../lib/http";
import { Problem, sentence } from "../../lib/problem";
import { decode, splitLines } from "../../lib/text";
import type { Check, StoredFile } from "../../lib/types";
import { addFindings, shownCheck } from "./shownCheck";

const REREAD_GAP_MS = 300;

/** What a file page shows, for the owner and for administrators. */
export interface ReadableFile {
  readonly file: Pick<StoredFile, "name" | "lines"> | null;
  readonly newest: Check | null;
  readonly shown: Check | null;
  readonly lines: readonly string[] | null;
}

/** The file of the page: its state on the server, and its text. */
export class OpenFile implements ReadableFile {
  file = $state.raw<StoredFile | null>(null);
  /** Null until the text is read. */
  lines = $state.raw<readonly string[] | null>(null);
  missing = $state(false);
  failure = $state("");

  readonly newest = $derived.by(() => this.file?.checks[0] ?? null);
  readonly shown = $derived.by<Check | null>(() => shownCheck(this.file));

  /** Reads the file again, and its text if that has changed; coalesced. */
  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  #loadedText = "";

  constructor(readonly id: string) {
    this.reread();
  }

  gone(): void {
    this.missing = true;
  }

  async #reread(): Promise<void> {
    if (this.missing) return;
    try {
      // At first the text is requested beside the findings, not after them.
      const early = this.file ? null : api.readContent(this.id).catch(() => null);
      const file = await api.readFile(this.id);
      await addFindings(file, this.file, (check) => api.readCheck(this.id, check));
      await this.#show(file, early);
      this.failure = "";
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.gone();
      else this.failure = sentence(error);
    }
  }

  /** Shows findings and text at the same time: a large file is then rendered and laid out once. */
  async #show(file: StoredFile, early: Promise<Content | null> | null): Promise<void> {
    let { lines } = this;
    try {
      lines = await this.#readLines(file, await early);
    } finally {
      this.file = file;
      this.lines = lines;
    }
  }

  async #readLines({ sha256, encoding }: StoredFile, early: Content | null): Promise<readonly string[] | null> {
    if (`${sha256} ${encoding}` === this.#loadedText) return this.lines;
    const content = early?.sha256 === sha256 ? early : await api.readContent(this.id);
    // The file may have been replaced since it was read: the text is then one that the next reading expects.
    this.#loadedText = `${content.sha256 || sha256} ${encoding}`;
    return splitLines(decode(content.bytes, encoding));
  }
}
