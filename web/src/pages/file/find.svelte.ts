import { findMatches, MOST_MATCHES, type Match } from "./search";
import { counted, figure } from "../../lib/words";
import { visible } from "../../lib/pieces";
import type { NumberedFinding } from "./numbered";

/** The search in the text of a file: the browser's own does not reach lines that are not rendered. */
export class Find {
  open = $state(false);
  /** Counts how often the search was asked for. */
  asked = $state(0);
  text = $state("");

  readonly #lines: () => readonly string[];
  readonly #findings: () => readonly NumberedFinding[];
  #chosen = $state(0);

  readonly matches = $derived.by<readonly Match[]>(() =>
    this.open ? findMatches(this.text, this.#lines().map(visible), this.#findings()) : [],
  );
  /** The index of the current match. */
  readonly at = $derived.by(() => Math.min(this.#chosen, this.matches.length - 1));
  readonly current = $derived.by<Match | null>(() => this.matches[this.at] ?? null);
  readonly count = $derived.by(() => {
    if (!this.text) return "";
    if (!this.current) return "No match";
    const total = this.matches.length < MOST_MATCHES ? figure(this.matches.length) : `${counted(MOST_MATCHES, "match", "matches")} or more`;
    return `${figure(this.at + 1)} of ${total}`;
  });

  constructor(lines: () => readonly string[], findings: () => readonly NumberedFinding[]) {
    this.#lines = lines;
    this.#findings = findings;
  }

  start(): void {
    this.open = true;
    this.asked += 1;
  }

  /** Goes to the first match from this line on, or to the first one of all. */
  search(text: string, line: number): void {
    this.text = text;
    this.#chosen = Math.max(0, this.matches.findIndex((match) => match.line >= line));
  }

  /** Goes on at the other end after the last match. */
  step(by: 1 | -1): void {
    const many = this.matches.length;
    if (many > 0) this.#chosen = (this.at + by + many) % many;
  }
}
