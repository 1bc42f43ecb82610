import { coalesce } from "../../lib/coalesce";
import { sentence } from "../../lib/problem";

const ROWS_PER_PAGE = 50;
const MOST_ROWS_PER_REQUEST = 200;
const REREAD_GAP_MS = 350;
const FOLLOW_MS = 15_000;

interface Answer {
  next: string | null;
  total: number;
}

/** A list of the administration, as far as it was read. It follows what happens on the server while the page is seen. */
export class Rows<Page extends Answer, Row extends { id: string | number }> {
  /** What the last answer says beside its rows: the counts, the whole number. */
  head = $state.raw<Page | null>(null);
  rows = $state.raw<readonly Row[]>([]);
  /** Nothing was read yet for this search. */
  loading = $state(true);
  readingMore = $state(false);
  failure = $state("");

  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  #search: string | null = null;

  constructor(
    readonly read: (query: string) => Promise<Page>,
    readonly rowsOf: (page: Page) => readonly Row[],
  ) {
    $effect(() => {
      const timer = setInterval(() => document.hidden || this.reread(), FOLLOW_MS);
      return () => clearInterval(timer);
    });
  }

  show(search: string): void {
    if (search !== this.#search) {
      this.#search = search;
      this.loading = true;
    }
    this.reread();
  }

  async more(): Promise<void> {
    const cursor = this.head?.next;
    if (this.readingMore || this.loading || !cursor) return;
    const search = this.#search;
    this.readingMore = true;
    try {
      const page = await this.#readPage(cursor, ROWS_PER_PAGE);
      if (search !== this.#search) return;
      this.rows = once([...this.rows, ...this.rowsOf(page)]);
      this.#note(page);
    } catch (error) {
      this.failure = sentence(error);
    } finally {
      this.readingMore = false;
    }
  }

  async #reread(): Promise<void> {
    const search = this.#search;
    if (search === null) return;
    try {
      const pages = await this.#readWindow(this.loading ? 0 : this.rows.length);
      const last = pages.at(-1);
      if (search !== this.#search || !last) return this.reread();
      this.rows = once(pages.flatMap((page) => this.rowsOf(page)));
      this.loading = false;
      this.#note(last);
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  /** Pages from the top until as many rows are read as were shown. */
  async #readWindow(shown: number): Promise<Page[]> {
    const pages: Page[] = [];
    let wanted = Math.max(shown, ROWS_PER_PAGE);
    let cursor: string | null = null;
    do {
      const page: Page = await this.#readPage(cursor, Math.min(wanted, MOST_ROWS_PER_REQUEST));
      pages.push(page);
      wanted -= this.rowsOf(page).length;
      cursor = page.next;
    } while (cursor && wanted > 0);
    return pages;
  }

  #readPage(cursor: string | null, limit: number): Promise<Page> {
    const start = this.#search ? `${this.#search}&` : "?";
    return this.read(`${start}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
  }

  #note(page: Page): void {
    this.head = page;
    this.failure = "";
  }
}

/** What moved from one page to the next while they were read is in both. */
function once<Row extends { id: string | number }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
