/** A line of source cut into the pieces that look alike: a colour, a mark, or neither. */

import { extentOf } from "../../lib/columns";
import { categoryOf } from "../../lib/categories";
import type { Finding } from "../../lib/types";

/** A span of one colour; offsets into the line. */
export interface Colour {
  from: number;
  to: number;
  style: string;
}

export interface Piece {
  text: string;
  style: string;
  /** Marked by a finding, in the tone of its category. */
  mark: boolean;
}

interface Mark {
  from: number;
  to: number;
  style: string;
}

const MOST_CHARACTERS = 10_000;
const MOST_MARKS = 200;
// All control characters but the tab, what turns the direction of writing (CVE-2021-42574), blanks without a width.
const UNSEEN = /[^\P{Cc}\t]|[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Lines beyond this are cut: a line of a megabyte would stop the browser, and nobody reads it. */
export function visible(line: string): string {
  return line.length > MOST_CHARACTERS ? line.slice(0, MOST_CHARACTERS) : line;
}

/** Whether the line holds what a reader would not see, or see in another place. */
export function hidesSomething(line: string): boolean {
  return line.search(UNSEEN) >= 0;
}

/** `findings` come heaviest first: where two marks meet, the heavier one is shown. */
export function piecesOf(line: string, findings: readonly Finding[], colours: readonly Colour[]): Piece[] {
  const marks = findings.slice(0, MOST_MARKS).map((finding) => markOf(line, finding));
  const looks = [...unseenIn(line), ...colours];
  const cuts = new Set([0, line.length]);
  for (const { from, to } of [...marks, ...looks]) cuts.add(from).add(to);
  const edges = [...cuts].filter((edge) => edge <= line.length).sort((a, b) => a - b);
  const pieces = edges.slice(0, -1).map((from, index) => pieceOf(line, from, edges[index + 1] ?? from, marks, looks));
  const atEnd = marks.find(({ from, to }) => from === to);
  return atEnd ? [...pieces, { text: "", style: `${atEnd.style} end`, mark: true }] : pieces;
}

/** Each alone, before any colour of the place where it stands. */
function unseenIn(line: string): Colour[] {
  return Array.from(line.matchAll(UNSEEN), ({ index }) => ({ from: index, to: index + 1, style: "unseen" }));
}

function markOf(line: string, finding: Finding): Mark {
  const { from, to } = extentOf(line, finding);
  const blank = from < to && line.slice(from, to).trim() === "";
  return { from, to, style: `mark ${categoryOf(finding.category).style}${blank ? " blank" : ""}` };
}

function pieceOf(line: string, from: number, to: number, marks: readonly Mark[], looks: readonly Colour[]): Piece {
  const look = looks.find((span) => span.from <= from && to <= span.to)?.style ?? "";
  const mark = marks.find((span) => span.from <= from && to <= span.to);
  const first = mark?.from === from ? " first" : "";
  const text = line.slice(from, to);
  return { text: look === "unseen" ? escapeOf(text) : text, style: mark ? `${mark.style}${first} ${look}` : look, mark: Boolean(mark) };
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
