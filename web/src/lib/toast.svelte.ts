const SHOWN_SECONDS = 6;

/** One sentence about what is over, at the foot of the page. The next one takes its place. */
class Toast {
  text = $state("");
  #timer = 0;

  say(text: string): void {
    this.text = text;
    this.stay();
    this.#timer = setTimeout(() => this.close(), SHOWN_SECONDS * 1000);
  }

  /** Keeps it while somebody points at it. */
  stay(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    this.stay();
    this.text = "";
  }
}

export const toast = new Toast();
