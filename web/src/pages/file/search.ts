/** Finds a text in the lines of a source and in the findings below them. */

import { groupBy } from "../../lib/groupBy";
import type { Colour } from "../../lib/pieces";
import { groupByLine } from "./layout";
import type { NumberedFinding } from "./numbered";

export interface Match {
  /** From 1. */
  line: number;
  /** UTF-16 offsets into the line; both 0 for a finding. */
  from: number;
  to: number;
  /** The number of the finding that has the text in its code or message; null for the line itself. */
  finding: number | null;
}

/** Further matches are not listed. */
export const MOST_MATCHES = 10_000;

/** The matches in the order of the page, without regard to case. */
export function findMatches(text: string, lines: readonly string[], findings: readonly NumberedFinding[]): Match[] {
  if (!text) return [];
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  const byLine = groupByLine(findings, lines.length);
  const matches: Match[] = [];
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    for (const { index: from, 0: found } of content.matchAll(pattern)) matches.push({ line, from, to: from + found.length, finding: null });
    for (const { number, code, text: message } of byLine.get(line) ?? []) {
      if (`${code} ${message}`.search(pattern) >= 0) matches.push({ line, from: 0, to: 0, finding: number });
    }
    if (matches.length >= MOST_MATCHES) return matches.slice(0, MOST_MATCHES);
  }
  return matches;
}

/** The matches in the text of each line, as styles. */
export function matchesByLine(matches: readonly Match[], current: Match | null): ReadonlyMap<number, Colour[]> {
  const inText = matches.filter(({ finding }) => finding === null);
  const styleOf = (match: Match): Colour => ({ from: match.from, to: match.to, style: match === current ? "found now" : "found" });
  return new Map([...groupBy(inText, ({ line }) => line)].map(([line, there]) => [line, there.map(styleOf)]));
}
