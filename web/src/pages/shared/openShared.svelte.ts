import * as api from "./api";
import { Problem, sentence } from "../../lib/problem";
import { isPending } from "../../lib/states";
import { decode, splitLines } from "../../lib/text";
import type { Check, SharedFile } from "../../lib/types";
import type { ReadableFile } from "../file/openFile.svelte";

/** What a read-only link leads to. */
export class OpenShared implements ReadableFile {
  file = $state.raw<SharedFile | null>(null);
  /** Null until the text is read. */
  lines = $state.raw<readonly string[] | null>(null);
  missing = $state(false);
  failure = $state("");

  readonly newest = $derived.by<Check | null>(() => this.file?.check ?? null);
  readonly shown = $derived.by<Check | null>(() => (this.file && !isPending(this.file.check.state) ? this.file.check : null));

  #loadedText = "";

  constructor(readonly token: string) {
    void this.read();
  }

  readonly read = async (): Promise<void> => {
    try {
      // Once more after a replacement between the two answers.
      if (!(await this.#readBoth())) await this.#readBoth();
      this.failure = "";
    } catch (error) {
      this.missing = error instanceof Problem && error.status === 404;
      this.failure = this.missing ? "" : sentence(error);
    }
  };

  /** Returns whether result and text are those of the same content. */
  async #readBoth(): Promise<boolean> {
    const file = await api.readShared(this.token);
    const wanted = `${file.sha256} ${file.encoding}`;
    if (wanted !== this.#loadedText) {
      const { bytes, sha256 } = await api.readSharedContent(this.token);
      this.lines = splitLines(decode(bytes, file.encoding));
      this.#loadedText = `${sha256 || file.sha256} ${file.encoding}`;
    }
    this.file = file;
    return wanted === this.#loadedText;
  }
}
