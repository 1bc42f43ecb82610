import { coalesce } from "../../../lib/coalesce";
import { Problem, sentence } from "../../../lib/problem";
import { isPending } from "../../../lib/states";
import { decode, splitLines } from "../../../lib/text";
import type { Check } from "../../../lib/types";
import type { ReadableFile } from "../../file/openFile.svelte";
import { addFindings, shownCheck } from "../../file/shownCheck";
import * as api from "../api";
import type { AdminFile } from "../types";

const REREAD_GAP_MS = 300;
const PENDING_MS = 1000;

/** A file of any user: its checks, and its text after the administrator has opened it. */
export class OpenAdminFile implements ReadableFile {
  file = $state.raw<AdminFile | null>(null);
  lines = $state.raw<readonly string[] | null>(null);
  /** When the text was opened; 0 before. */
  openedAt = $state(0);
  opening = $state(false);
  missing = $state(false);
  failure = $state("");

  readonly newest = $derived.by(() => this.file?.checks[0] ?? null);
  readonly shown = $derived.by<Check | null>(() => shownCheck(this.file));

  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  /** SHA-256 of the opened content. Newer content stays hidden until it is opened, too. */
  #openedContent = "";

  constructor(readonly id: string) {
    this.reread();
    $effect(() => {
      if (!this.file || !isPending(this.file.state)) return;
      const timer = setInterval(this.reread, PENDING_MS);
      return () => clearInterval(timer);
    });
  }

  async openSource(): Promise<void> {
    if (this.opening || !this.file) return;
    const { sha256, encoding } = this.file;
    this.opening = true;
    try {
      const content = await api.openContent(this.id);
      this.lines = splitLines(decode(content.bytes, encoding));
      this.openedAt = Date.now();
      this.#openedContent = content.sha256 || sha256;
      // Replaced since the file was read: its findings belong to another content.
      if (this.#openedContent !== sha256) this.reread();
      this.failure = "";
    } catch (error) {
      this.failure = sentence(error);
    } finally {
      this.opening = false;
    }
  }

  async #reread(): Promise<void> {
    if (this.missing) return;
    try {
      const file = await api.readFile(this.id);
      await addFindings(file, this.file, (check) => api.readCheck(this.id, check));
      this.file = file;
      if (this.file.sha256 !== this.#openedContent) this.lines = null;
      this.failure = "";
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.missing = true;
      else this.failure = sentence(error);
    }
  }
}
