import { expect, test } from "vitest";

import type { NumberedFinding } from "./numbered";
import { findMatches, matchesByLine, MOST_MATCHES } from "./search";

const LINES = ["import os", "x = OS.path", "print(x)  # 100 % of os"];
const FINDINGS = [{ code: "F401", text: "'os' imported but unused", line: 1, number: 7 }] as NumberedFinding[];

function found(text: string, lines = LINES): (string | number)[] {
  return findMatches(text, lines, FINDINGS).map(({ line, from, to, finding }) => finding ?? `${line}:${from}-${to}`);
}

test("matches are in the order of the page, in any case", () => {
  expect(found("os")).toEqual(["1:7-9", 7, "2:4-6", "3:21-23"]);
  expect(found("Imported")).toEqual([7]);
  expect(found("f401 'os'")).toEqual([7]);
});

test("nothing is found for no text, and no line for a text that no line has", () => {
  expect([found(""), found("nowhere")]).toEqual([[], []]);
});

test("signs of regular expressions mean themselves", () => {
  expect([found("print(x)"), found(".*"), found("100 %")]).toEqual([["3:0-8"], [], ["3:12-17"]]);
  expect(found("a-b|\\^$[]{}/?+", ["a-b|\\^$[]{}/?+"])).toEqual(["1:0-14"]);
});

test("offsets count as the line does, also beside characters whose lower case is longer", () => {
  expect(found("x", ["İİ x"])).toEqual(["1:3-4"]);
  expect(found("😀", ["a😀"])).toEqual(["1:1-3"]);
});

test("very many matches are cut off", () => {
  expect(found("a", ["a".repeat(20_000)]).length).toBe(MOST_MATCHES);
});

test("the current match of a line has a style of its own", () => {
  const matches = findMatches("os", LINES, FINDINGS);
  expect([...matchesByLine(matches, matches[2] ?? null)]).toEqual([
    [1, [{ from: 7, to: 9, style: "found" }]],
    [2, [{ from: 4, to: 6, style: "found now" }]],
    [3, [{ from: 21, to: 23, style: "found" }]],
  ]);
});
