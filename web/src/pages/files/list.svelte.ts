import * as api from "../../lib/api";
import { coalesce } from "../../lib/coalesce";
import { sentence } from "../../lib/problem";
import type { Counts, FilePage, StoredFile } from "../../lib/types";
import type { Filter } from "./filter";
import { news } from "./news";

const ROWS_PER_PAGE = 100;
const MOST_ROWS_PER_REQUEST = 200;
const REREAD_GAP_MS = 350;

/** The list as far as it was read. It stays when the user opens a file and comes back. */
class FileList {
  files = $state.raw<readonly StoredFile[]>([]);
  counts = $state.raw<Counts | null>(null);
  total = $state(0);
  /** Nothing was read yet for this filter. */
  loading = $state(true);
  readingMore = $state(false);
  failure = $state("");
  /** What has changed, for those who do not see it. */
  news = $state("");
  hasMore = $derived.by(() => this.#next !== null);

  #next = $state<string | null>(null);
  #filter: Filter | null = null;

  /** Reads the list anew from the server, as far as it is shown; many calls become few requests. */
  reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  show(filter: Filter): void {
    const before = this.#filter;
    const same = before?.tab === filter.tab && before.text === filter.text && before.sort === filter.sort;
    if (!same) {
      this.#filter = filter;
      this.loading = true;
    }
    this.reread();
  }

  async more(): Promise<void> {
    if (this.readingMore || this.loading || !this.#next) return;
    const filter = this.#filter;
    this.readingMore = true;
    try {
      const page = await this.#read(this.#next, ROWS_PER_PAGE);
      if (filter !== this.#filter) return;
      const known = new Set(this.files.map(({ id }) => id));
      this.files = [...this.files, ...page.files.filter(({ id }) => !known.has(id))];
      this.#note(page);
    } catch (error) {
      this.failure = sentence(error);
    } finally {
      this.readingMore = false;
    }
  }

  /** Takes rows away at once; the server has already forgotten them. */
  forget(ids: ReadonlySet<string>): void {
    this.files = this.files.filter(({ id }) => !ids.has(id));
    this.reread();
  }

  async #reread(): Promise<void> {
    const filter = this.#filter;
    const changedFilter = this.loading;
    try {
      const pages = await this.#readWindow(changedFilter ? 0 : this.files.length);
      const last = pages.at(-1);
      if (filter !== this.#filter || !last) return this.reread();
      const files = pages.flatMap((page) => page.files);
      if (!changedFilter) this.news = news(this.files, files) || this.news;
      this.files = files;
      this.loading = false;
      this.#note(last);
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  /** Pages from the top until as many rows are read as were shown, and those that came on top of them. */
  async #readWindow(shown: number): Promise<FilePage[]> {
    const pages: FilePage[] = [];
    let wanted = Math.max(shown, ROWS_PER_PAGE);
    let cursor: string | null = null;
    do {
      const page: FilePage = await this.#read(cursor, Math.min(wanted, MOST_ROWS_PER_REQUEST));
      if (pages.length === 0 && shown > 0) wanted += Math.max(0, page.total - this.total);
      pages.push(page);
      wanted -= page.files.length;
      cursor = page.next;
    } while (cursor && wanted > 0);
    return pages;
  }

  #read(cursor: string | null, limit: number): Promise<FilePage> {
    const { tab, text, sort } = this.#filter ?? { tab: { states: [] }, text: "", sort: "newest" as const };
    return api.listFiles({ states: tab.states, text, sort, cursor, limit });
  }

  #note({ next, total, counts }: FilePage): void {
    this.#next = next;
    this.total = total;
    this.counts = counts;
    this.failure = "";
  }
}

export const list = new FileList();
