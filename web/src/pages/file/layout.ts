/** Offsets and widths of source lines, and the findings of each line. */

import type { NumberedFinding } from "./findingNavigation.svelte";

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
  let columns = line.length;
  for (const { length } of line.match(/\t+/g) ?? []) columns += 3 * length;
  for (const { length } of line.match(/[\u1100-\uffdc]+/g) ?? []) columns += length;
  return columns;
}

/** The findings by line, in the given order. A finding beyond the last line belongs to the last line. */
export function groupByLine(findings: readonly NumberedFinding[], lineCount: number): ReadonlyMap<number, NumberedFinding[]> {
  const map = new Map<number, NumberedFinding[]>();
  for (const finding of findings) {
    const line = Math.min(Math.max(finding.line, 1), lineCount);
    const there = map.get(line);
    if (there) there.push(finding);
    else map.set(line, [finding]);
  }
  return map;
}
