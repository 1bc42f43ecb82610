const SHOWN_SECONDS = 6;
const WITH_ACTION_SECONDS = 20;
/** The least time after the pointer or the focus has left the message. */
const AFTERWARDS_SECONDS = 5;

/** What a button in the message does. */
export interface ToastAction {
  label: string;
  press: () => void;
}

type Holder = "pointer" | "focus";

/** A short message at the bottom of the page. The next message replaces it. */
class Toast {
  text = $state("");
  action = $state.raw<ToastAction | null>(null);
  #timer = 0;
  #closesAt = 0;
  #holders = new Set<Holder>();

  show(text: string, action: ToastAction | null = null): void {
    this.text = text;
    this.action = action;
    this.#closeIn((action ? WITH_ACTION_SECONDS : SHOWN_SECONDS) * 1000);
  }

  /** Keeps the message while the pointer or the focus is on it. */
  hold(holder: Holder): void {
    this.#holders.add(holder);
    clearTimeout(this.#timer);
  }

  /** Lets the rest of its time pass, but some seconds at least. */
  release(holder: Holder): void {
    if (this.#holders.delete(holder)) this.#closeIn(Math.max(this.#closesAt - Date.now(), AFTERWARDS_SECONDS * 1000));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#holders.clear();
    this.text = "";
  }

  #closeIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#closesAt = Date.now() + milliseconds;
    if (this.#holders.size === 0) this.#timer = setTimeout(() => this.close(), milliseconds);
  }
}

export const toast = new Toast();
