const SHOWN_SECONDS = 6;

/** A short message at the bottom of the page. The next message replaces it. */
class Toast {
  text = $state("");
  #timer = 0;

  show(text: string): void {
    this.text = text;
    this.pause();
    this.#timer = setTimeout(() => this.close(), SHOWN_SECONDS * 1000);
  }

  /** Keeps the message while the pointer or the focus is on it. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    this.pause();
    this.text = "";
  }
}

export const toast = new Toast();
