import { expect, test } from "vitest";

import type { NumberedFinding } from "./numbered";
import { groupFindings, type View } from "./grouping";

const FINDINGS = [
  ["E231", 1, "layout", "same"],
  ["F401", 2, "unused", "new"],
  ["W291", 3, "layout", "same"],
  ["F821", 4, "likely_bug", "new"],
  ["E231", 5, "layout", "new"],
  ["E711", 6, "likely_bug", "same"],
].map(([code, line, category, status], number) => ({ code, line, column: 1, text: "", category, status, number }) as NumberedFinding);

function grouped(view: View, findings = FINDINGS): string[] {
  return groupFindings(findings, view).map(({ name, findings: inGroup }) => `${name}: ${inGroup.map(({ line }) => line)}`);
}

test("categories have the most severe first, and none that is empty", () => {
  expect(grouped("category")).toEqual(["Likely bug: 4,6", "Unused: 2", "Layout: 1,3,5"]);
});

test("codes are in the order of their categories, then the most frequent first", () => {
  expect(grouped("code")).toEqual(["E711: 6", "F821: 4", "F401: 2", "E231: 1,5", "W291: 3"]);
});

test("new findings come before those that were there", () => {
  expect(grouped("new")).toEqual(["New: 2,4,5", "Left: 1,3,6"]);
});

test("by line there is one group, and none without findings", () => {
  expect(grouped("line")).toEqual([": 1,2,3,4,5,6"]);
  expect(grouped("line", [])).toEqual([]);
});
