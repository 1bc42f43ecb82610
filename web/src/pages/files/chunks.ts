import type { StoredFile } from "../../lib/types";

/** Neighbouring rows that are drawn, or left out, together. */
export interface Chunk {
  key: string;
  files: StoredFile[];
}

const FEW = 25;
const USUAL = 50;
const MOST = 75;

/**
 * Cuts the list into chunks along the cuts that were there before: rows that come on top get chunks of their own,
 * the others keep their elements, and so the browser keeps the reader's place.
 */
export function chunked(files: readonly StoredFile[], before: readonly Chunk[]): Chunk[] {
  const known = new Set(before.map(({ key }) => key));
  const chunks: Chunk[] = [];
  let last: Chunk | undefined;
  let keepsKey = false;
  for (const file of files) {
    const size = last?.files.length ?? 0;
    const isKnown = known.has(file.id);
    const cut = isKnown ? keepsKey || size >= FEW : size >= (keepsKey ? MOST : USUAL);
    if (!last || cut) {
      last = { key: file.id, files: [file] };
      chunks.push(last);
      keepsKey = isKnown;
    } else {
      last.files.push(file);
      if (isKnown) last.key = file.id;
      keepsKey ||= isKnown;
    }
  }
  return chunks;
}
