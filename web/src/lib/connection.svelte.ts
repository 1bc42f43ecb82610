/** Whether the server answers. `api.ts` records it, the banner shows it. */
class Connection {
  /** When the first unanswered request was sent; null while the server answers. */
  lostAt = $state<Date | null>(null);

  readonly #waiting = new Set<() => void>();

  lost(): void {
    this.lostAt ??= new Date();
  }

  restored(): void {
    if (!this.lostAt) return;
    this.lostAt = null;
    for (const resume of this.#waiting) resume();
  }

  /** Calls `resume` when the server answers again. Returns the function that unsubscribes. */
  onRestored(resume: () => void): () => void {
    this.#waiting.add(resume);
    return () => this.#waiting.delete(resume);
  }
}

export const connection = new Connection();

/** Seconds before the next attempt: 1, 2, 4, 8, then 15, with 25 % jitter so that tabs do not retry together. */
export function backOffSeconds(failures: number): number {
  return Math.min(2 ** failures, 15) * (0.75 + Math.random() / 2);
}
