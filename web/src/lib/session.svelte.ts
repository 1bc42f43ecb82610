import { BASE } from "./base";
import type { User } from "./types";
import { unsaved } from "./unsaved.svelte";

/** What another tab did to the shared session. */
export type SessionChange = "signed-out" | "password-changed" | null;

/** The signed-in user: undefined until the server answers, null when signed out. */
class Session {
  user = $state.raw<User | null | undefined>(undefined);
  /** Set when the session ended without an action in this tab: why, and whether an unsaved form was kept. */
  ended = $state.raw<{ cause: SessionChange; formKept: boolean } | null>(null);

  /** Whether the user is signed out. Not reactive: the teardown of an effect reads the previous value of a state. */
  isOver = false;

  /** All tabs of a browser share the cookie: signing in or out in one of them applies to all. */
  readonly #tabs = new BroadcastChannel(`session ${BASE}`);
  #lastUserId = "";
  #lastChange: SessionChange = null;

  begin(user: User): void {
    // Another user signed in: reload, so that no upload, profile or message of the previous user remains.
    if (this.#lastUserId && this.#lastUserId !== user.id) {
      unsaved.clear();
      return location.reload();
    }
    this.#lastUserId = user.id;
    this.#lastChange = null;
    this.ended = null;
    if (this.user?.id === user.id) return;
    this.#setUser(user);
  }

  end(): void {
    if (this.user === null) return;
    if (this.user) this.ended = { cause: this.#lastChange, formKept: unsaved.inTab };
    this.#setUser(null);
  }

  /** Makes the other tabs read the session again. */
  notifyTabs(change: SessionChange = null): void {
    this.#tabs.postMessage(change);
  }

  /** Calls `changed` when another tab signs in or out. Returns the function that unsubscribes. */
  onChange(changed: () => void): () => void {
    const receive = ({ data }: MessageEvent<SessionChange>): void => {
      this.#lastChange = data ?? this.#lastChange;
      // The server may end the session in this tab before the other tab gives the cause.
      if (this.ended) this.ended = { ...this.ended, cause: this.#lastChange };
      changed();
    };
    this.#tabs.addEventListener("message", receive);
    return () => this.#tabs.removeEventListener("message", receive);
  }

  #setUser(user: User | null): void {
    // The first answer changes nothing for the other tabs.
    if (this.user !== undefined) this.notifyTabs();
    this.isOver = user === null;
    this.user = user;
  }
}

export const session = new Session();
