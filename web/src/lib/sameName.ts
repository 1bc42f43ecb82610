/** Uploaded files whose name was there already: each is kept, or takes the place of the earlier one. */

import * as api from "./api";
import { Problem } from "./problem";
import type { UploadAnswer } from "./types";

/** A new file that could replace an earlier one. */
export interface SameName {
  /** The new file. */
  id: string;
  name: string;
  earlierId: string;
  /** What was uploaded, and with which profile; null is the user's default. */
  file: File;
  profile: string | null;
}

/** Finds the offers of one upload. Files of several folders share names such as `__init__.py`: those of one round replace none. */
export class Round {
  readonly #ids = new Set<string>();
  readonly #names = new Map<string, number>();

  note(answer: UploadAnswer, sent: readonly { file: File; profile: string | null }[]): SameName[] {
    for (const { id, name } of answer.files) {
      this.#ids.add(id);
      this.#names.set(name, (this.#names.get(name) ?? 0) + 1);
    }
    return answer.files.flatMap(({ id, name }) => {
      const earlierId = answer.same_name[id]?.find((earlier) => !this.#ids.has(earlier));
      const upload = sent.find(({ file }) => file.name === name);
      return earlierId && upload ? [{ id, name, earlierId, file: upload.file, profile: upload.profile }] : [];
    });
  }

  isOnlyOne({ name }: SameName): boolean {
    return this.#names.get(name) === 1;
  }
}

/** The earlier file gets the new content and keeps its address; the new row goes. Raises what the server says. */
export async function replaceEarlier({ id, earlierId, file, profile }: SameName): Promise<void> {
  try {
    if (profile) await api.chooseProfile(earlierId, profile);
    await api.replaceFile(earlierId, file);
  } catch (error) {
    // Deleted meanwhile: the new one is the only one, which is what was wanted.
    if (error instanceof Problem && error.status === 404) return;
    throw error;
  }
  await api.deleteFile(id);
}
