import type { Check, Finding, CategoryKey } from "../../lib/types";
import { findingsOf, numbered, type NumberedFinding } from "./numbered";

/** The filtered findings and the current one. */
export class FindingNavigation {
  text = $state("");
  /** The number of the current finding; null before the first step. */
  current = $state<number | null>(null);

  readonly #check: () => Check | null;
  #chosenCategory = $state<CategoryKey | null>(null);
  #wantsNew = $state(false);

  /** The category filter. A newer check without findings of this category removes the filter. */
  readonly category = $derived.by<CategoryKey | null>(() => (this.#chosenCategory && this.#check()?.categories?.[this.#chosenCategory] ? this.#chosenCategory : null));
  readonly all = $derived.by<readonly NumberedFinding[]>(() => numbered(findingsOf(this.#check())));
  readonly newCount = $derived.by(() => this.all.filter(({ status }) => status === "new").length);
  /** Shows new findings only. A newer check without any removes the filter. */
  readonly onlyNew = $derived.by(() => this.#wantsNew && this.newCount > 0);
  readonly shown = $derived.by<readonly NumberedFinding[]>(() => this.all.filter((finding) => this.#matches(finding)));
  /** Position of the current finding among those shown, from 1; 0 for none. */
  readonly position = $derived.by(() => this.shown.findIndex(({ number }) => number === this.current) + 1);

  constructor(check: () => Check | null) {
    this.#check = check;
  }

  /** The next or previous finding; undefined at either end. */
  neighbour(step: 1 | -1): NumberedFinding | undefined {
    if (this.position === 0) return step === 1 ? this.shown[0] : this.shown.at(-1);
    return this.shown[this.position - 1 + step];
  }

  /** The finding of a newer check in the place of an earlier one: the same, or the next one, or the last one. */
  at({ anchor, line, column }: NumberedFinding): NumberedFinding | undefined {
    const isBehind = (one: NumberedFinding): boolean => one.line > line || (one.line === line && one.column >= column);
    return this.all.find((one) => one.anchor === anchor) ?? this.shown.find(isBehind) ?? this.shown.at(-1);
  }

  toggle(category: CategoryKey): void {
    this.#chosenCategory = this.category === category ? null : category;
  }

  toggleNew(): void {
    this.#wantsNew = !this.onlyNew;
  }

  showAll(): void {
    this.text = "";
    this.#wantsNew = false;
    this.#chosenCategory = null;
  }

  #matches({ category, code, text, status }: Finding): boolean {
    if (this.onlyNew && status !== "new") return false;
    const wanted = this.text.trim().toLowerCase();
    const inCategory = this.category === null || category === this.category;
    return inCategory && (!wanted || code.toLowerCase().startsWith(wanted) || text.toLowerCase().includes(wanted));
  }
}
