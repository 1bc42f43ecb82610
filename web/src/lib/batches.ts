/** How many picked files go into one request, and how its progress is shared among them. */

export interface Sized {
  size: number;
}

const MOST_BYTES = 8 * 1024 * 1024;

/** The files from the front that fit into one request; a file that is too large for any goes alone. */
export function nextBatch<Item extends Sized>(waiting: readonly Item[], mostFiles: number): Item[] {
  const batch: Item[] = [];
  let bytes = 0;
  for (const item of waiting) {
    bytes += item.size;
    if (batch.length > 0 && (batch.length === mostFiles || bytes > MOST_BYTES)) break;
    batch.push(item);
  }
  return batch;
}

/** How many bytes of each file have left when so many of all have, in the order of sending. */
export function shareProgress(sizes: readonly number[], sentBytes: number): number[] {
  let left = sentBytes;
  return sizes.map((size) => {
    const sent = Math.min(size, left);
    left -= sent;
    return sent;
  });
}
