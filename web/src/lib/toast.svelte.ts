const SHOWN_SECONDS = 6;
const WITH_ACTION_SECONDS = 20;

/** What a button in the message does. */
export interface ToastAction {
  label: string;
  press: () => void;
}

/** A short message at the bottom of the page. The next message replaces it. */
class Toast {
  text = $state("");
  action = $state.raw<ToastAction | null>(null);
  #timer = 0;

  show(text: string, action: ToastAction | null = null): void {
    this.text = text;
    this.action = action;
    this.pause();
    this.#timer = setTimeout(() => this.close(), (action ? WITH_ACTION_SECONDS : SHOWN_SECONDS) * 1000);
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
