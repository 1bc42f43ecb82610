import type { StoredFile } from "../../lib/types";

/** Adjacent rows that are rendered or removed together. */
export interface Chunk {
  key: string;
  files: StoredFile[];
}

const LEAST_ROWS = 25;
const USUAL_ROWS = 50;
const MOST_ROWS = 75;

/**
 * Divides the list into chunks and keeps the boundaries of the previous division: rows added on top get their own
 * chunks, the other rows keep their elements, so the browser keeps the scroll position.
 */
export function chunked(files: readonly StoredFile[], before: readonly Chunk[]): Chunk[] {
  const known = new Set(before.map(({ key }) => key));
  const chunks: Chunk[] = [];
  let last: Chunk | undefined;
  let keepsKey = false;
  for (const file of files) {
    const size = last?.files.length ?? 0;
    const isKnown = known.has(file.id);
    const cut = isKnown ? keepsKey || size >= LEAST_ROWS : size >= (keepsKey ? MOST_ROWS : USUAL_ROWS);
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
