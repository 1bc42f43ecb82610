/** How many picked files go into one request, and how its progress is shared among them. */

export interface Waiting {
  size: number;
  profile: string | null;
}

const MOST_BYTES = 8 * 1024 * 1024;

/** The files from the front that fit into one request, all of one profile; a file that is too large for any goes alone. */
export function nextBatch<Item extends Waiting>(waiting: readonly Item[], mostFiles: number): Item[] {
  const batch: Item[] = [];
  let bytes = 0;
  for (const item of waiting) {
    bytes += item.size;
    const fits = batch.length < mostFiles && bytes <= MOST_BYTES && item.profile === batch[0]?.profile;
    if (batch.length > 0 && !fits) break;
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
