/** Offsets, widths and heights of source lines, and the findings of each line. */

import { groupBy } from "../../lib/groupBy";
import type { Finding } from "../../lib/types";

const WIDE = /[\t\u1100-\uffdc]/;
// The styles of a line and of the findings below it, in rem.
const LINE_REM = 1.5;
const FIRST_FINDING_REM = 2.09;
const OTHER_FINDING_REM = 1.75;
// The styles of an entry of the list of findings.
const ENTRY_REM = 0.375;
const ENTRY_ROW_REM = 1.219;
const ENTRY_COLUMNS = 34;

/** The offset of each line in the text joined by line feeds. */
export function lineStarts(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
}

/** The approximate width of a line in columns: a tab takes up to four, an East Asian character two. */
export function lineWidth(line: string): number {
  if (!WIDE.test(line)) return line.length;
  let columns = line.length;
  for (const { length } of line.match(/\t+/g) ?? []) columns += 3 * length;
  for (const { length } of line.match(/[\u1100-\uffdc]+/g) ?? []) columns += length;
  return columns;
}

/** The findings by line, in the given order. A finding beyond the last line belongs to the last line. */
export function groupByLine<One extends Finding>(findings: readonly One[], lineCount: number): ReadonlyMap<number, One[]> {
  return groupBy(findings, ({ line }) => Math.min(Math.max(line, 1), lineCount));
}

/** The estimated height in rem of a line of this width with its findings. Long lines wrap after this many columns. */
export function estimateLine(width: number, findings: number, columns: number): number {
  const rows = Math.max(1, Math.ceil(width / columns));
  const below = findings > 0 ? FIRST_FINDING_REM + (findings - 1) * OTHER_FINDING_REM : 0;
  return rows * LINE_REM + below;
}

/** The estimated height in rem of an entry of the list of findings, whose text has this many characters. */
export function estimateEntry(length: number): number {
  return ENTRY_REM + ENTRY_ROW_REM * Math.max(1, Math.ceil(length / ENTRY_COLUMNS));
}
