/** Where lines begin, how wide they are, and which findings stand under them. */

import type { Numbered } from "./walk.svelte";

/** Where each line begins in the text that joins them by one line feed each. */
export function startsOf(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
}

/** About how many columns a line takes: a tab up to four, far eastern emails two. */
export function columnsOf(line: string): number {
  let columns = line.length;
  for (const { length } of line.match(/\t+/g) ?? []) columns += 3 * length;
  for (const { length } of line.match(/[\u1100-\uffdc]+/g) ?? []) columns += length;
  return columns;
}

/** The findings of each line, heaviest first as they come; one that is beyond the last line stands under that. */
export function byLine(findings: readonly Numbered[], lineCount: number): ReadonlyMap<number, Numbered[]> {
  const map = new Map<number, Numbered[]>();
  for (const finding of findings) {
    const line = Math.min(Math.max(finding.line, 1), lineCount);
    const there = map.get(line);
    if (there) there.push(finding);
    else map.set(line, [finding]);
  }
  return map;
}
