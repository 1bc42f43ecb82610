import { BASE } from "./base";
import type { User } from "./types";
import { unsaved } from "./unsaved.svelte";

/** What another tab did that may end the session of this one. */
export type News = "signed-out" | "password-changed" | null;

/** Who is signed in: undefined until the server was asked, null for nobody. */
class Session {
  user = $state.raw<User | null | undefined>(undefined);
  /** How the session of this tab ended without its user, and whether something typed is kept; null when it did not. */
  ended = $state.raw<{ why: News; kept: boolean } | null>(null);

  /** Whether nobody is signed in; no state, as a part that is taken away reads states as they were before. */
  isOver = false;

  /** The tabs of a browser share the cookie: who signs in or out in one of them does so in all. */
  readonly #tabs = new BroadcastChannel(`session ${BASE}`);
  #last = "";
  #news: News = null;

  begin(user: User): void {
    // What the page holds is somebody else's: files that were not sent, profiles, sentences.
    if (this.#last && this.#last !== user.id) {
      unsaved.forget();
      return location.reload();
    }
    this.#last = user.id;
    this.#news = null;
    this.ended = null;
    if (this.user?.id === user.id) return;
    this.#change(user);
  }

  end(): void {
    if (this.user === null) return;
    if (this.user) this.ended = { why: this.#news, kept: unsaved.inTab };
    this.#change(null);
  }

  /** Tells the other tabs to ask again. */
  tell(news: News = null): void {
    this.#tabs.postMessage(news);
  }

  /** Hear when another tab signs in or out, until the function that comes back is called. */
  hear(changed: () => void): () => void {
    const heard = ({ data }: MessageEvent<News>): void => {
      this.#news = data ?? this.#news;
      changed();
    };
    this.#tabs.addEventListener("message", heard);
    return () => this.#tabs.removeEventListener("message", heard);
  }

  #change(user: User | null): void {
    // The first answer is no news to anybody.
    if (this.user !== undefined) this.tell();
    this.isOver = user === null;
    this.user = user;
  }
}

export const session = new Session();
