/** Replaces the content of a file, and offers to put the one before back. */

import * as api from "./api";
import { Problem, sentence } from "./problem";
import { toast, type ToastAction } from "./toast.svelte";
import type { StoredFile } from "./types";

export interface Undoable {
  file: StoredFile;
  /** Null if the content before is not known. */
  undo: ToastAction | null;
}

/** `expected` is the SHA-256 of the content that is replaced; empty for any, which cannot be undone. */
export async function replaceUndoably(id: string, content: File, expected: string): Promise<Undoable> {
  const before = expected ? await api.readContent(id).catch(() => null) : null;
  const file = await api.replaceFile(id, content, { expected });
  if (before?.sha256 !== expected || file.sha256 === expected) return { file, undo: null };
  return { file, undo: { label: "Undo", press: () => void putBack(file, new File([before.bytes], content.name)) } };
}

/** Leaves a content that was stored since as it is. */
async function putBack({ id, name, sha256 }: StoredFile, content: File): Promise<void> {
  toast.close();
  try {
    await api.replaceFile(id, content, { expected: sha256 });
    toast.show(`${name} is as it was before.`);
  } catch (error) {
    const newer = error instanceof Problem && error.code === "changed";
    toast.show(newer ? `${name} was replaced since, so nothing was undone.` : sentence(error));
  }
}
