import { CATEGORIES } from "../../lib/categories";
import type { Check, Finding, CategoryKey } from "../../lib/types";

/** A finding with its place in the check, by which the page knows it. */
export interface Numbered extends Finding {
  number: number;
}

/** The walk through the findings: which are shown, and at which one the reader is. */
export class Walk {
  text = $state("");
  /** The number of the finding at which the reader is; null before the first step. */
  current = $state<number | null>(null);

  readonly #check: () => Check | null;
  #chosen = $state<CategoryKey | null>(null);

  /** The only category that is shown; a newer check without any of it shows all again. */
  readonly category = $derived.by<CategoryKey | null>(() => (this.#chosen && this.#check()?.categories?.[this.#chosen] ? this.#chosen : null));
  readonly all = $derived.by<readonly Numbered[]>(() => numbered(findingsOf(this.#check())));
  readonly shown = $derived.by<readonly Numbered[]>(() => this.all.filter((finding) => this.#fits(finding)));
  /** 1 for the first shown finding; 0 for none. */
  readonly position = $derived.by(() => this.shown.findIndex(({ number }) => number === this.current) + 1);

  constructor(check: () => Check | null) {
    this.#check = check;
  }

  /** The finding one step on or back; at the end it stays where it is. */
  neighbour(step: 1 | -1): Numbered | undefined {
    if (this.position === 0) return step === 1 ? this.shown[0] : this.shown.at(-1);
    return this.shown[this.position - 1 + step];
  }

  toggle(category: CategoryKey): void {
    this.#chosen = this.category === category ? null : category;
  }

  showAll(): void {
    this.text = "";
    this.#chosen = null;
  }

  #fits({ category, code, text }: Finding): boolean {
    const wanted = this.text.trim().toLowerCase();
    const inCategory = this.category === null || category === this.category;
    return inCategory && (!wanted || code.toLowerCase().startsWith(wanted) || text.toLowerCase().includes(wanted));
  }
}

/** What Python says stands among flake8's findings, unless one of them says already that the file will not run. */
function findingsOf(check: Check | null): readonly Finding[] {
  const findings = check?.findings ?? [];
  const refusal = check?.python_refuses;
  if (!refusal || findings.some(({ category }) => category === "will_not_run")) return findings;
  const { line, column, detail } = refusal;
  return [...findings, { code: "Python", line, column, text: `refuses this file: ${detail}`, category: "will_not_run" }];
}

/** In the order of the lines, and on each line the heaviest first, as they stand in the source. */
function numbered(findings: readonly Finding[]): Numbered[] {
  const weights = new Map(CATEGORIES.map(({ key }, weight) => [key, weight]));
  const weightOf = ({ category }: Finding): number => weights.get(category) ?? CATEGORIES.length;
  return findings
    .map((finding, number) => ({ ...finding, number }))
    .sort((one, other) => one.line - other.line || weightOf(one) - weightOf(other));
}
