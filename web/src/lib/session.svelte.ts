import { BASE } from "./base";
import type { User } from "./types";

/** Who is signed in: undefined until the server was asked, null for nobody. */
class Session {
  user = $state.raw<User | null | undefined>(undefined);

  /** The tabs of a browser share the cookie: who signs in or out in one of them does so in all. */
  readonly #tabs = new BroadcastChannel(`session ${BASE}`);
  #last = "";

  begin(user: User): void {
    // What the page holds is somebody else's: files that were not sent, profiles, sentences.
    if (this.#last && this.#last !== user.id) return location.reload();
    this.#last = user.id;
    if (this.user?.id === user.id) return;
    this.#change(user);
  }

  end(): void {
    if (this.user !== null) this.#change(null);
  }

  /** Tells the other tabs to ask again. */
  tell(): void {
    this.#tabs.postMessage(null);
  }

  /** Hear when another tab signs in or out, until the function that comes back is called. */
  hear(changed: () => void): () => void {
    this.#tabs.addEventListener("message", changed);
    return () => this.#tabs.removeEventListener("message", changed);
  }

  #change(user: User | null): void {
    // The first answer is no news to anybody.
    if (this.user !== undefined) this.tell();
    this.user = user;
  }
}

export const session = new Session();
