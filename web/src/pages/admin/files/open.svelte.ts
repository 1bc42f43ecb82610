import { coalesce } from "../../../lib/coalesce";
import { Problem, sentence } from "../../../lib/problem";
import { isPending } from "../../../lib/states";
import { decode, splitLines } from "../../../lib/text";
import type { Check } from "../../../lib/types";
import type { Readable } from "../../file/open.svelte";
import { addFindings, shownCheck } from "../../file/shown";
import * as api from "../api";
import type { AnyFile } from "../types";

const REREAD_GAP_MS = 300;
const PENDING_MS = 1000;

/** A file of anybody: what flake8 says of it, and its text once the administrator has asked for it. */
export class OpenAnyFile implements Readable {
  file = $state.raw<AnyFile | null>(null);
  lines = $state.raw<readonly string[] | null>(null);
  /** When the text was asked for; 0 before. */
  lookedAt = $state(0);
  looking = $state(false);
  missing = $state(false);
  failure = $state("");

  readonly newest = $derived.by(() => this.file?.checks[0] ?? null);
  readonly shown = $derived.by<Check | null>(() => shownCheck(this.file));

  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  /** The content that the lines are from: another one is not shown without asking again. */
  #readContent = "";

  constructor(readonly id: string) {
    this.reread();
    $effect(() => {
      if (!this.file || !isPending(this.file.state)) return;
      const timer = setInterval(this.reread, PENDING_MS);
      return () => clearInterval(timer);
    });
  }

  async look(): Promise<void> {
    if (this.looking || !this.file) return;
    const { sha256, encoding } = this.file;
    this.looking = true;
    try {
      const bytes = await api.lookAtContent(this.id);
      this.lines = splitLines(decode(bytes, encoding));
      this.lookedAt = Date.now();
      this.#readContent = sha256;
      this.failure = "";
    } catch (error) {
      this.failure = sentence(error);
    } finally {
      this.looking = false;
    }
  }

  async #reread(): Promise<void> {
    if (this.missing) return;
    try {
      const file = await api.readFile(this.id);
      await addFindings(file, this.file, (check) => api.readCheck(this.id, check));
      this.file = file;
      if (this.file.sha256 !== this.#readContent) this.lines = null;
      this.failure = "";
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.missing = true;
      else this.failure = sentence(error);
    }
  }
}
