import * as api from "./api";
import type { About } from "./types";

/** Versions, limits and registration rules of this server. Read once per visit. */
class AboutServer {
  /** Null until the server answers. */
  facts = $state.raw<About | null>(null);

  async read(): Promise<void> {
    this.facts ??= await api.about();
  }
}

export const about = new AboutServer();
