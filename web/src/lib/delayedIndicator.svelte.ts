/** Turns visible once something has been pending for a while, so that fast responses show no skeleton. */
export class DelayedIndicator {
  visible = $state(false);

  constructor(pending: () => boolean, delayMs = 300) {
    $effect(() => {
      if (!pending()) {
        this.visible = false;
        return;
      }
      const timer = setTimeout(() => (this.visible = true), delayMs);
      return () => clearTimeout(timer);
    });
  }
}
