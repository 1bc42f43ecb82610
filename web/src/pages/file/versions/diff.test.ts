import { expect, test } from "vitest";

import { compareLines, fold, type Row } from "./diff";

/** The length of the longest common subsequence: slow and obvious. */
function longest(one: readonly string[], other: readonly string[]): number {
  const table = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = 1; i <= one.length; i += 1) {
    for (let j = 1; j <= other.length; j += 1) {
      const [up, left, both] = [table[i - 1]?.[j] ?? 0, table[i]?.[j - 1] ?? 0, table[i - 1]?.[j - 1] ?? 0];
      (table[i] ?? [])[j] = one[i - 1] === other[j - 1] ? both + 1 : Math.max(up, left);
    }
  }
  return table[one.length]?.[other.length] ?? 0;
}

function numbers(rows: readonly Row[], side: "before" | "after"): number[] {
  return rows.map((row) => row[side]).filter((line) => line !== null);
}

/** A reproducible sequence of numbers below 1 (a linear congruential generator). */
function randomly(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

function expectWhole(before: readonly string[], after: readonly string[], rows: readonly Row[]): void {
  expect(numbers(rows, "before")).toEqual([...before.keys()]);
  expect(numbers(rows, "after")).toEqual([...after.keys()]);
  for (const row of rows) {
    if (row.kind === "same") expect(before[row.before ?? -1]).toBe(after[row.after ?? -1]);
  }
}

test("as many lines as possible are the same, and every line is there once, in order", () => {
  const random = randomly(7);
  for (let round = 0; round < 300; round += 1) {
    const make = (): string[] => Array.from({ length: Math.floor(random() * 12) }, () => "abcd"[Math.floor(random() * 4)] ?? "");
    const [before, after] = [make(), make()];
    const rows = compareLines(before, after);
    expectWhole(before, after, rows);
    expect(rows.filter(({ kind }) => kind === "same")).toHaveLength(longest(before, after));
  }
});

test("a changed line is beside the line that it replaces", () => {
  expect(compareLines(["a", "b", "c"], ["a", "x", "y", "c"])).toEqual([
    { kind: "same", before: 0, after: 0 },
    { kind: "changed", before: 1, after: 1 },
    { kind: "added", before: null, after: 2 },
    { kind: "same", before: 2, after: 3 },
  ]);
});

test("texts without a common line, longer than the search goes, are complete", () => {
  const before = Array.from({ length: 20_000 }, (_, line) => `old ${line}`);
  const after = Array.from({ length: 19_000 }, (_, line) => `new ${line}`);
  expectWhole(before, after, compareLines(["head", ...before, "tail"], ["head", ...after, "tail"]).slice(1, -1).map((row) => ({
    ...row,
    before: row.before === null ? null : row.before - 1,
    after: row.after === null ? null : row.after - 1,
  })));
});

test("unchanged lines are folded, except beside changes and where one is kept", () => {
  const before = Array.from({ length: 20 }, (_, line) => `${line}`);
  const rows = fold(compareLines(before, [...before.slice(0, 10), "new", ...before.slice(10)]), ({ before: line }) => line === 2, 1);
  expect(rows.map((row) => (row.kind === "fold" ? row.lines : (row.after ?? "")))).toEqual([2, 2, 6, 9, 10, 11, 9]);
});
