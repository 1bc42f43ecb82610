/** Unsaved input: leaving it needs a confirmation. */

interface Guard {
  isDirty: () => boolean;
  /** The input survives navigation inside the app; only closing the tab loses it. */
  tabOnly: boolean;
}

class Unsaved {
  /** The action that waits for the user's confirmation; null when there is none. */
  pending = $state.raw<(() => void) | null>(null);

  #guards = new Set<Guard>();

  /** Asks for confirmation while `isDirty` returns true. Returns the function that removes the guard. */
  guard(isDirty: () => boolean, tabOnly = false): () => void {
    const guard = { isDirty, tabOnly };
    this.#guards.add(guard);
    return () => this.#guards.delete(guard);
  }

  /** Whether leaving the page would lose input. */
  get onPage(): boolean {
    return [...this.#guards].some(({ isDirty, tabOnly }) => !tabOnly && isDirty());
  }

  /** Whether closing the tab would lose input. */
  get inTab(): boolean {
    return [...this.#guards].some(({ isDirty }) => isDirty());
  }

  /** Runs the action, which leaves the page, at once or after confirmation. */
  leave(action: () => void): void {
    if (!this.onPage) return action();
    this.pending = () => {
      this.#remove(({ tabOnly }) => !tabOnly);
      action();
    };
  }

  /** Runs an action that ends the document, at once or after confirmation. */
  leaveTab(action: () => void): void {
    if (!this.inTab) return action();
    this.pending = () => {
      this.clear();
      action();
    };
  }

  confirm(): void {
    const action = this.pending;
    this.pending = null;
    action?.();
  }

  /** Removes all guards. */
  clear(): void {
    this.#remove(() => true);
  }

  #remove(ends: (guard: Guard) => boolean): void {
    for (const guard of this.#guards) if (ends(guard)) this.#guards.delete(guard);
  }

  start(): void {
    addEventListener("beforeunload", (event) => {
      if (this.inTab) event.preventDefault();
    });
  }
}

export const unsaved = new Unsaved();
