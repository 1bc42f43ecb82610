/** What the page needs of an editor, and the plain one of phones, whose keyboards and menus fit no other. */

import { extentOf } from "../../lib/columns";
import type { NumberedFinding } from "../file/numbered";

export interface TextEditor {
  showFindings: (findings: readonly NumberedFinding[]) => void;
  /** Moves cursor and focus to a finding. */
  goTo: (finding: NumberedFinding) => void;
  focus: () => void;
  destroy: () => void;
}

/** Where the editor is a plain text area. */
export const PLAIN_EDITOR = "(pointer: coarse), (max-width: 500px)";

export class PlainEditor implements TextEditor {
  constructor(readonly element: HTMLTextAreaElement) {}

  showFindings(): void {
    // The list below has them.
  }

  goTo(finding: NumberedFinding): void {
    const lines = this.element.value.split("\n");
    const index = Math.min(Math.max(finding.line, 1), lines.length) - 1;
    const start = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
    const { from, to } = extentOf(lines[index] ?? "", finding);
    this.element.focus();
    this.element.setSelectionRange(start + from, start + to);
    this.element.scrollTop = (this.element.scrollHeight / lines.length) * Math.max(0, index - 3);
  }

  focus(): void {
    this.element.focus();
  }

  destroy(): void {
    // Svelte removes the element.
  }
}
