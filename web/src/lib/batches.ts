/** Splits uploads into requests, and the progress of a request among its files; names requests that belong together. */

export interface QueuedFile {
  size: number;
  profile: string | null;
  python: string;
}

const MOST_BYTES = 8 * 1024 * 1024;

/** A text that no other group of requests of the user has: the results of those with the same one share an email. */
export function newBatchName(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join("-");
}

/** Returns the first files that fit into one request and share profile and Python. A file above the limit gets its own request. */
export function nextBatch<Item extends QueuedFile>(waiting: readonly Item[], mostFiles: number): Item[] {
  const batch: Item[] = [];
  let bytes = 0;
  for (const item of waiting) {
    bytes += item.size;
    const alike = item.profile === batch[0]?.profile && item.python === batch[0]?.python;
    if (batch.length > 0 && !(alike && batch.length < mostFiles && bytes <= MOST_BYTES)) break;
    batch.push(item);
  }
  return batch;
}

/** Bytes sent of each file, in sending order, given the bytes sent in total. */
export function shareProgress(sizes: readonly number[], sentBytes: number): number[] {
  let left = sentBytes;
  return sizes.map((size) => {
    const sent = Math.min(size, left);
    left -= sent;
    return sent;
  });
}
