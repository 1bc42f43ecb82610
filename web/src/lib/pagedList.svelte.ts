import { coalesce } from "./coalesce";
import { sentence } from "./problem";

const MOST_ROWS_PER_REQUEST = 200;
const REREAD_GAP_MS = 350;

interface PageEnd {
  next: string | null;
  total: number;
}

interface Identified {
  id: string | number;
}

/** A list that the server returns page by page. `reread` refreshes all rows that are shown. */
export class PagedList<Page extends PageEnd, Row extends Identified> {
  /** The last page read: counts, total and cursor. */
  page = $state.raw<Page | null>(null);
  rows = $state.raw<readonly Row[]>([]);
  /** True until the first page of the current query arrives. */
  loading = $state(true);
  readingMore = $state(false);
  failure = $state("");

  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  #query: string | null = null;

  /** `read` gets a query string that starts with a question mark and includes cursor and limit. */
  constructor(
    readonly read: (query: string) => Promise<Page>,
    readonly rowsOf: (page: Page) => readonly Row[],
    readonly rowsPerPage = 50,
  ) {}

  /** Shows the rows of a query: filter and sort order, empty or starting with a question mark. */
  show(query: string): void {
    if (query !== this.#query) {
      this.#query = query;
      this.loading = true;
    }
    this.reread();
  }

  async more(): Promise<void> {
    const cursor = this.page?.next;
    if (this.readingMore || this.loading || !cursor) return;
    const query = this.#query;
    this.readingMore = true;
    try {
      const page = await this.#readPage(cursor, this.rowsPerPage);
      if (query !== this.#query) return;
      this.rows = withoutDuplicates([...this.rows, ...this.rowsOf(page)]);
      this.#setPage(page);
    } catch (error) {
      this.failure = sentence(error);
    } finally {
      this.readingMore = false;
    }
  }

  /** Removes rows that were deleted on the server. */
  remove(ids: ReadonlySet<string | number>): void {
    this.rows = this.rows.filter(({ id }) => !ids.has(id));
    this.reread();
  }

  async #reread(): Promise<void> {
    const query = this.#query;
    if (query === null) return;
    try {
      const pages = await this.#readShown(this.loading ? 0 : this.rows.length);
      const last = pages.at(-1);
      if (query !== this.#query || !last) return this.reread();
      this.rows = withoutDuplicates(pages.flatMap((page) => this.rowsOf(page)));
      this.loading = false;
      this.#setPage(last);
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  /** Reads from the top as many rows as are shown, plus the number of rows added since. */
  async #readShown(shown: number): Promise<Page[]> {
    const pages: Page[] = [];
    let missing = Math.max(shown, this.rowsPerPage);
    let cursor: string | null = null;
    do {
      const page: Page = await this.#readPage(cursor, Math.min(missing, MOST_ROWS_PER_REQUEST));
      if (pages.length === 0 && shown > 0) missing += Math.max(0, page.total - (this.page?.total ?? 0));
      pages.push(page);
      missing -= this.rowsOf(page).length;
      cursor = page.next;
    } while (cursor && missing > 0);
    return pages;
  }

  #readPage(cursor: string | null, limit: number): Promise<Page> {
    const start = this.#query ? `${this.#query}&` : "?";
    return this.read(`${start}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
  }

  #setPage(page: Page): void {
    this.page = page;
    this.failure = "";
  }
}

/** A row that moves to the next page between two requests is in both pages. */
function withoutDuplicates<Row extends Identified>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
