import * as api from "./api";
import { Problem, sentence } from "../../../lib/problem";
import type { Share } from "../../../lib/types";

/** The read-only links to a file. */
export class Links {
  /** Null until the server answers. */
  all = $state.raw<readonly Share[] | null>(null);
  failure = $state("");
  /** The id of the link that was made last. */
  newest = $state("");

  constructor(readonly file: string) {
    void this.read();
  }

  readonly read = async (): Promise<void> => {
    try {
      this.all = (await api.listShares(this.file)).shares;
      this.failure = "";
    } catch (error) {
      this.failure = sentence(error);
    }
  };

  /** The new link is listed first. Raises: Problem, Unreachable. */
  async create(days: number): Promise<void> {
    const made = await api.share(this.file, days);
    this.newest = made.id;
    this.all = [made, ...(this.all ?? [])];
  }

  /** Raises: Problem, Unreachable. */
  async end(link: Share): Promise<void> {
    await api.endShare(link.id).catch(ignoreMissing);
    this.all = this.all?.filter(({ id }) => id !== link.id) ?? null;
  }
}

/** A link that has ended meanwhile, in another tab, is a success. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Problem) || error.status !== 404) throw error;
}
