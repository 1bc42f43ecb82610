import * as api from "./api";
import type { About } from "./types";

/** What this server is and allows; null until it has answered. It is read once per visit. */
class AboutServer {
  facts = $state.raw<About | null>(null);

  async read(): Promise<void> {
    this.facts ??= await api.about();
  }
}

export const about = new AboutServer();
