/**
 * Makes a request that many events ask for: at once when it is quiet, then at most every `gapMs`,
 * never twice at the same time, and once more when something was asked while it ran. Work that takes long gets longer gaps,
 * so that it never takes more than a third of the time.
 */
export function coalesce(work: () => Promise<void>, gapMs: number): () => void {
  let running = false;
  let askedAgain = false;
  let notBefore = 0;

  async function run(): Promise<void> {
    const startedAt = Date.now();
    askedAgain = false;
    try {
      await work();
    } finally {
      running = false;
      notBefore = Date.now() + Math.max(gapMs, 2 * (Date.now() - startedAt));
      if (askedAgain) ask();
    }
  }

  function ask(): void {
    if (running) {
      askedAgain = true;
      return;
    }
    running = true;
    setTimeout(() => void run(), Math.max(0, notBefore - Date.now()));
  }

  return ask;
}
