/**
 * Combines many calls into few runs of `work`: the first runs at once, the next after `gapMs`, never two at a time, and
 * one more when a call arrives during a run. After slow work the gap is longer, so that work takes at most a third of
 * the time.
 */
export function coalesce(work: () => Promise<void>, gapMs: number): () => void {
  let running = false;
  let requestedAgain = false;
  let notBefore = 0;

  async function run(): Promise<void> {
    const startedAt = Date.now();
    requestedAgain = false;
    try {
      await work();
    } finally {
      running = false;
      notBefore = Date.now() + Math.max(gapMs, 2 * (Date.now() - startedAt));
      if (requestedAgain) request();
    }
  }

  function request(): void {
    if (running) {
      requestedAgain = true;
      return;
    }
    running = true;
    setTimeout(() => void run(), Math.max(0, notBefore - Date.now()));
  }

  return request;
}
