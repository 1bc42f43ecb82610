/** Keeps a text that is being edited as a draft, soon after each change and at once when its page is left. */

import { dropDraft, guardDrafts, keepDraft, type Draft } from "./drafts";

const PAUSE_MS = 300;

export class DraftKeeper {
  /** The browser has no room for the draft, so only this page has the text. */
  full = $state(false);

  #waiting: Draft | null = null;
  #timer = 0;

  constructor(
    readonly owner: string,
    readonly key: string,
  ) {
    guardDrafts();
  }

  keep(draft: Draft): void {
    this.#waiting = draft;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  /** Stores what waits. */
  readonly flush = (): void => {
    clearTimeout(this.#timer);
    if (this.#waiting) this.full = !keepDraft(this.owner, this.key, this.#waiting);
    this.#waiting = null;
  };

  /** For an effect of the page: stores what waits when it is left, and when the tab is closed or reloaded. */
  readonly flushOnLeaving = (): (() => void) => {
    addEventListener("pagehide", this.flush);
    return () => {
      removeEventListener("pagehide", this.flush);
      this.flush();
    };
  };

  drop(): void {
    clearTimeout(this.#timer);
    this.#waiting = null;
    this.full = false;
    dropDraft(this.owner, this.key);
  }
}
