/** Line differences between two versions (E. Myers, An O(ND) difference algorithm and its variations, 1986). */

/** A row of the comparison: indexes of lines; null where the side has none. */
export interface Row {
  kind: "same" | "changed" | "removed" | "added";
  before: number | null;
  after: number | null;
}

/** Unchanged lines that are not shown. */
export interface Fold {
  kind: "fold";
  lines: number;
}

/** With more differences than this, the time and memory of the search would grow with their square. */
const MOST_DIFFERENCES = 1_500;

/** Pairs the lines of both versions. */
export function compareLines(before: readonly string[], after: readonly string[]): Row[] {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const kept = findKept(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  const rows: Row[] = [];
  let [one, other] = [0, 0];
  const same = (): void => void rows.push({ kind: "same", before: one++, after: other++ });
  while (one < head) same();
  for (const [line, partner] of kept) {
    rows.push(...replaced(one, head + line, other, head + partner));
    [one, other] = [head + line, head + partner];
    same();
  }
  rows.push(...replaced(one, before.length - tail, other, after.length - tail));
  [one, other] = [before.length - tail, after.length - tail];
  while (one < before.length) same();
  return rows;
}

/** Replaces runs of unchanged rows by folds, except for `context` rows beside the others, and rows to `keep`. */
export function fold(rows: readonly Row[], keep: (row: Row) => boolean, context = 3): (Row | Fold)[] {
  const near = new Uint8Array(rows.length);
  rows.forEach((row, index) => {
    const reach = row.kind !== "same" ? context : keep(row) ? 0 : -1;
    if (reach >= 0) near.fill(1, Math.max(0, index - reach), index + reach + 1);
  });
  const shown: (Row | Fold)[] = [];
  rows.forEach((row, index) => {
    const last = shown.at(-1);
    if (near[index]) shown.push(row);
    else if (last?.kind === "fold") last.lines += 1;
    else shown.push({ kind: "fold", lines: 1 });
  });
  return shown;
}

/** Lines between two unchanged ones: paired from the first on. */
function replaced(from: number, end: number, fromAfter: number, endAfter: number): Row[] {
  return Array.from({ length: Math.max(end - from, endAfter - fromAfter) }, (_, index) => {
    const before = from + index < end ? from + index : null;
    const after = fromAfter + index < endAfter ? fromAfter + index : null;
    return { kind: before === null ? "added" : after === null ? "removed" : "changed", before, after };
  });
}

/** Pairs of equal lines, as many as possible; none if there are too many differences. */
function findKept(before: readonly string[], after: readonly string[]): [number, number][] {
  const most = Math.min(before.length + after.length, MOST_DIFFERENCES);
  // The furthest line of `before` on each diagonal, after each number of differences.
  const trace: Int32Array[] = [];
  const furthest = new Int32Array(2 * most + 3);
  for (let differences = 0; differences <= most; differences += 1) {
    trace.push(furthest.slice(most + 1 - differences - 1, most + 1 + differences + 2));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const at = most + 1 + diagonal;
      const [below, above] = [furthest[at - 1] ?? 0, furthest[at + 1] ?? 0];
      let line = diagonal === -differences || (diagonal !== differences && below < above) ? above : below + 1;
      while (line < before.length && line - diagonal < after.length && before[line] === after[line - diagonal]) line += 1;
      furthest[at] = line;
      if (line >= before.length && line - diagonal >= after.length) return walkBack(trace, before.length, after.length);
    }
  }
  return [];
}

function walkBack(trace: readonly Int32Array[], lines: number, partners: number): [number, number][] {
  const kept: [number, number][] = [];
  let [line, partner] = [lines, partners];
  for (let differences = trace.length - 1; differences >= 0; differences -= 1) {
    const furthest = (diagonal: number): number => trace[differences]?.[diagonal + differences + 1] ?? 0;
    const diagonal = line - partner;
    const isDown = diagonal === -differences || (diagonal !== differences && furthest(diagonal - 1) < furthest(diagonal + 1));
    const previous = isDown ? diagonal + 1 : diagonal - 1;
    const start = differences === 0 ? 0 : isDown ? furthest(previous) : furthest(previous) + 1;
    while (line > start && partner > start - diagonal) kept.push([--line, --partner]);
    if (differences > 0) [line, partner] = [furthest(previous), furthest(previous) - previous];
  }
  return kept.reverse();
}
