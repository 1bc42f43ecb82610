/** Uploaded files with the name of an earlier file: the user keeps both or replaces the earlier one. */

import * as api from "./api";
import { newBatchName } from "./batches";
import { keptName } from "./pickedFiles";
import { Problem } from "./problem";
import type { UploadAnswer } from "./types";

/** A new file that could replace an earlier one. */
export interface SameName {
  /** The new file. */
  id: string;
  name: string;
  earlierId: string;
  /** The uploaded file, its profile, null being the user's default, and its Python, empty being that of the profile. */
  file: File;
  profile: string | null;
  python: string;
}

/**
 * Finds name conflicts in one round of uploads. Files of several folders share names such as `__init__.py`: files of the
 * same round do not replace each other.
 */
export class UploadRound {
  /** The requests of a round share an email. */
  readonly batch = newBatchName();
  readonly #ids = new Set<string>();
  readonly #names = new Map<string, number>();

  findConflicts(answer: UploadAnswer, sent: readonly Pick<SameName, "file" | "profile" | "python">[]): SameName[] {
    for (const { id, name } of answer.files) {
      this.#ids.add(id);
      this.#names.set(name, (this.#names.get(name) ?? 0) + 1);
    }
    return answer.files.flatMap(({ id, name, size }) => {
      const earlierId = answer.same_name[id]?.find((earlier) => !this.#ids.has(earlier));
      const upload = sent.find(({ file }) => keptName(file.name) === name && file.size === size);
      return earlierId && upload ? [{ id, name, earlierId, file: upload.file, profile: upload.profile, python: upload.python }] : [];
    });
  }

  isUnique({ name }: SameName): boolean {
    return this.#names.get(name) === 1;
  }
}

/**
 * Stores the new content in the earlier file, which keeps its address, and deletes the new file. The results of those with
 * the same `batch` share an email. Raises: Problem, Unreachable.
 */
export async function replaceEarlier({ id, earlierId, file, profile, python }: SameName, batch: string): Promise<void> {
  try {
    if (profile) await api.chooseProfile(earlierId, profile);
    await api.replaceFile(earlierId, file, { python, batch });
  } catch (error) {
    // The earlier file was deleted meanwhile: only the new one is left.
    if (error instanceof Problem && error.status === 404) return;
    throw error;
  }
  await api.deleteFile(id);
}
