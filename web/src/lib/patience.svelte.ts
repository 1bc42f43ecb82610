/** True once something has been pending for a while: fast answers must not flash a skeleton. */
export class Patience {
  over = $state(false);

  constructor(pending: () => boolean, waitMs = 300) {
    $effect(() => {
      if (!pending()) {
        this.over = false;
        return;
      }
      const timer = setTimeout(() => (this.over = true), waitMs);
      return () => clearTimeout(timer);
    });
  }
}
