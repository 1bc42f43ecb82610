import { about } from "./about.svelte";
import * as api from "./api";
import { validateFile } from "./pickedFiles";
import { Problem, sentence } from "./problem";
import { toast } from "./toast.svelte";
import type { StoredFile } from "./types";
import { uploads, type Refusal } from "./uploads.svelte";

/** Replaces a stored file with a picked or dropped one, and shows the result. */
export class Replacement {
  #refusal: Refusal | null = null;

  /** Returns whether the file was replaced. */
  async replace({ id, name: old }: Pick<StoredFile, "id" | "name">, chosen: File): Promise<boolean> {
    // The message about the previous attempt no longer applies.
    this.#clearRefusal();
    const rejection = validateFile(chosen, about.facts?.limits);
    if (rejection) {
      this.#refuse({ ...rejection, detail: `${rejection.detail} ${old} stays as it was.` });
      return false;
    }
    try {
      const file = await api.replaceFile(id, chosen);
      toast.show(old === file.name ? `${old} is replaced.` : `${old} is replaced by ${file.name}.`);
      return true;
    } catch (error) {
      const code = error instanceof Problem ? error.code : "unreachable";
      this.#refuse({ name: chosen.name, code, detail: `${sentence(error)} ${old} stays as it was.` });
      return false;
    }
  }

  /** Accepts exactly one dropped file. */
  async replaceByDrop(file: Pick<StoredFile, "id" | "name">, dropped: readonly File[]): Promise<boolean> {
    const [chosen] = dropped;
    if (chosen && dropped.length === 1) return this.replace(file, chosen);
    this.#clearRefusal();
    const title = chosen ? "Drop one file at a time here." : "No Python file was dropped.";
    const detail = `One Python file replaces ${file.name}, which stays as it was. To add files, drop them on the page Files.`;
    this.#refuse({ name: "", code: "one-file", title, detail });
    return false;
  }

  #refuse(refusal: Refusal): void {
    this.#refusal = refusal;
    uploads.reject(refusal);
  }

  #clearRefusal(): void {
    if (this.#refusal) uploads.withdrawRejection(this.#refusal);
  }
}
