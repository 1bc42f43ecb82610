/** The findings of a result in the order of the source. */

import { CATEGORIES } from "../../lib/categories";
import type { Check, Finding } from "../../lib/types";
import { anchorsOf } from "./findingLink";

/** A finding with its index in the check, which identifies it on the page. */
export interface NumberedFinding extends Finding {
  number: number;
  /** The fragment of its URL, without the #. */
  anchor: string;
}

/** Adds Python's own refusal to flake8's findings, unless a finding already reports that the file will not run. */
export function findingsOf(check: Pick<Check, "findings" | "python_refuses"> | null): readonly Finding[] {
  const findings = check?.findings ?? [];
  const refusal = check?.python_refuses;
  if (!refusal || findings.some(({ category }) => category === "will_not_run")) return findings;
  const { line, column, detail } = refusal;
  return [...findings, { code: "Python", line, column, text: `refuses this file: ${detail}`, category: "will_not_run", status: null }];
}

/** Sorted by line, and by severity within a line, as in the source. */
export function numbered(findings: readonly Finding[]): NumberedFinding[] {
  const ranks = new Map(CATEGORIES.map(({ key }, rank) => [key, rank]));
  const rankOf = ({ category }: Finding): number => ranks.get(category) ?? CATEGORIES.length;
  const anchors = anchorsOf(findings);
  return findings
    .map((finding, number) => ({ ...finding, number, anchor: anchors[number] ?? "" }))
    .sort((one, other) => one.line - other.line || rankOf(one) - rankOf(other));
}
