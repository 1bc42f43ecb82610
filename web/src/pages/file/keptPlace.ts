import { tick } from "svelte";

import type { FindingNavigation } from "./findingNavigation.svelte";
import type { NumberedFinding } from "./numbered";

/** Keeps the current finding, and the focus, when a newer check numbers the findings anew: the same finding, or the next one if it is fixed. */
export class KeptPlace {
  #before: readonly NumberedFinding[];
  /** Whether the focus, dialogs aside, was last in a finding. */
  #inFindings = false;

  constructor(
    private readonly navigation: FindingNavigation,
    private readonly reveal: (finding: NumberedFinding) => void,
  ) {
    this.#before = navigation.all;
  }

  readonly noteFocus = ({ target, relatedTarget }: FocusEvent): void => {
    if (!(target instanceof Element) || target.closest("dialog")) return;
    // While a check is awaited there are no findings: `keepFocus` focuses the link of the line instead.
    if (this.#inFindings && !relatedTarget && target.matches(".row > a")) return;
    this.#inFindings = target.closest(".finding") !== null;
  };

  /** Call it with the findings of each check that is shown. */
  follow(now: readonly NumberedFinding[]): void {
    if (now === this.#before) return;
    const left = this.#before.find(({ number }) => number === this.navigation.current);
    this.#before = now;
    if (!left) return;
    const next = this.navigation.at(left);
    this.navigation.current = next?.number ?? null;
    if (!this.#hasFocus()) return;
    const dialog = document.querySelector("dialog[open]");
    // An open dialog gives the focus back to where it was when it closes.
    if (dialog) dialog.addEventListener("close", () => setTimeout(() => this.#refocus(next)), { once: true });
    else void tick().then(() => this.#refocus(next));
  }

  /** A finding that was removed leaves the focus to the page, and so does the dialog that fixed it. */
  #hasFocus(): boolean {
    const { activeElement } = document;
    return this.#inFindings && (activeElement === document.body || activeElement?.closest(".finding, .row, dialog") != null);
  }

  #refocus(finding: NumberedFinding | undefined): void {
    if (!finding) document.getElementById("findings")?.focus({ preventScroll: true });
    else if (!document.getElementById(`finding-${finding.number}`)?.contains(document.activeElement)) this.reveal(finding);
  }
}
