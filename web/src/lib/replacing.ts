import { about } from "./about.svelte";
import * as api from "./api";
import { judge } from "./judge";
import { Problem, sentence } from "./problem";
import { toast } from "./toast.svelte";
import type { StoredFile } from "./types";
import { uploads, type Refusal } from "./uploads.svelte";

/** Puts a file that was picked or dropped in the place of a stored one, and says what came of it. */
export class Replacing {
  #refused: Refusal | null = null;

  /** Returns whether it was replaced. */
  async replace({ id, name: old }: Pick<StoredFile, "id" | "name">, chosen: File): Promise<boolean> {
    // What was said of the try before is not true any more.
    this.#takeBack();
    const rejection = judge(chosen, about.facts?.limits);
    if (rejection) {
      this.#refuse({ ...rejection, detail: `${rejection.detail} ${old} stays as it was.` });
      return false;
    }
    try {
      const file = await api.replaceFile(id, chosen);
      toast.say(old === file.name ? `${old} is replaced.` : `${old} is replaced by ${file.name}.`);
      return true;
    } catch (error) {
      const code = error instanceof Problem ? error.code : "unreachable";
      this.#refuse({ name: chosen.name, code, detail: `${sentence(error)} ${old} stays as it was.` });
      return false;
    }
  }

  /** The same for what was dropped, which may be none or several. */
  async replaceByDrop(file: Pick<StoredFile, "id" | "name">, dropped: readonly File[]): Promise<boolean> {
    const [chosen] = dropped;
    if (chosen && dropped.length === 1) return this.replace(file, chosen);
    this.#takeBack();
    const title = chosen ? "Drop one file at a time here." : "No Python file was dropped.";
    const detail = `One Python file replaces ${file.name}, which stays as it was. To add files, drop them on the page Files.`;
    this.#refuse({ name: "", code: "one-file", title, detail });
    return false;
  }

  #refuse(refusal: Refusal): void {
    this.#refused = refusal;
    uploads.reject(refusal);
  }

  #takeBack(): void {
    if (this.#refused) uploads.takeBack(this.#refused);
  }
}
