/** What is typed and not saved: nobody leaves it without being asked. */

interface Guard {
  isDirty: () => boolean;
  /** Only closing the tab loses it; inside the app it is kept. */
  tabOnly: boolean;
}

class Unsaved {
  /** What the user wanted to do when the page held something unsaved; null when nothing waits for an answer. */
  asked = $state.raw<(() => void) | null>(null);

  #guards = new Set<Guard>();

  /** Asks before `isDirty` is left, until the function that comes back is called. */
  guard(isDirty: () => boolean, tabOnly = false): () => void {
    const guard = { isDirty, tabOnly };
    this.#guards.add(guard);
    return () => this.#guards.delete(guard);
  }

  /** Whether leaving the page would lose something. */
  get onPage(): boolean {
    return [...this.#guards].some(({ isDirty, tabOnly }) => !tabOnly && isDirty());
  }

  /** Whether closing the tab would. */
  get inTab(): boolean {
    return [...this.#guards].some(({ isDirty }) => isDirty());
  }

  /** Leaves at once, or when the user agrees to lose what is not saved. */
  leave(action: () => void): void {
    if (this.onPage) this.asked = action;
    else action();
  }

  /** The same for what ends the page itself. */
  leaveTab(action: () => void): void {
    if (this.inTab) this.asked = action;
    else action();
  }

  agree(): void {
    const action = this.asked;
    this.asked = null;
    this.forget();
    action?.();
  }

  /** Guards nothing any more: the page goes for good. */
  forget(): void {
    this.#guards.clear();
  }

  start(): void {
    addEventListener("beforeunload", (event) => {
      if (this.inTab) event.preventDefault();
    });
  }
}

export const unsaved = new Unsaved();
