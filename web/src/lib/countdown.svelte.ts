/** Counts down the seconds until an action is allowed again. Create it while a component initialises. */
export class Countdown {
  seconds = $state(0);
  #endsAt = 0;

  constructor() {
    $effect(() => {
      if (this.seconds === 0) return;
      const timer = setTimeout(() => this.#tick(), 1000);
      return () => clearTimeout(timer);
    });
  }

  start(seconds: number): void {
    this.#endsAt = Date.now() + seconds * 1000;
    this.#tick();
  }

  #tick(): void {
    this.seconds = Math.max(0, Math.ceil((this.#endsAt - Date.now()) / 1000));
  }
}
