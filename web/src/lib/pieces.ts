/** Splits a source line into pieces of uniform style: a colour, a mark, or neither. */

import { extentOf } from "./columns";
import { categoryOf } from "./categories";
import type { Finding } from "./types";

/** A coloured span; offsets into the line. */
export interface Colour {
  from: number;
  to: number;
  style: string;
}

export interface Piece {
  text: string;
  style: string;
  /** Marked by a finding, in the colour of its category. */
  mark: boolean;
}

interface Mark {
  from: number;
  to: number;
  style: string;
}

const MOST_CHARACTERS = 10_000;
const MOST_MARKS = 200;
// Control characters except tab, bidirectional controls (CVE-2021-42574), zero-width characters.
const INVISIBLE = /[^\P{Cc}\t]|[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Cuts a very long line: a line of a megabyte would block the browser. */
export function visible(line: string): string {
  return line.length > MOST_CHARACTERS ? line.slice(0, MOST_CHARACTERS) : line;
}

/** Whether the line has characters that are invisible or change the order of the text. */
export function hasInvisible(line: string): boolean {
  return line.search(INVISIBLE) >= 0;
}

/** `findings` are sorted by severity: where two marks overlap, the more severe one is shown. The style of `found` is added to others. */
export function piecesOf(line: string, findings: readonly Finding[], colours: readonly Colour[], found: readonly Colour[] = []): Piece[] {
  const marks = findings.slice(0, MOST_MARKS).map((finding) => markOf(line, finding));
  const styles = [...invisibleIn(line), ...colours];
  const cuts = new Set([0, line.length]);
  for (const { from, to } of [...marks, ...styles, ...found]) cuts.add(from).add(to);
  const edges = [...cuts].filter((edge) => edge <= line.length).sort((a, b) => a - b);
  const pieces = edges.slice(0, -1).map((from, index) => pieceOf(line, from, edges[index + 1] ?? from, marks, styles, found));
  const atEnd = marks.find(({ from, to }) => from === to);
  return atEnd ? [...pieces, { text: "", style: `${atEnd.style} end`, mark: true }] : pieces;
}

/** One span for each invisible character. These take precedence over colours. */
function invisibleIn(line: string): Colour[] {
  return Array.from(line.matchAll(INVISIBLE), ({ index }) => ({ from: index, to: index + 1, style: "invisible" }));
}

function markOf(line: string, finding: Finding): Mark {
  const { from, to } = extentOf(line, finding);
  const blank = from < to && line.slice(from, to).trim() === "";
  return { from, to, style: `mark ${categoryOf(finding.category).style}${blank ? " blank" : ""}` };
}

function pieceOf(line: string, from: number, to: number, marks: readonly Mark[], styles: readonly Colour[], found: readonly Colour[]): Piece {
  const covers = (span: Colour): boolean => span.from <= from && to <= span.to;
  const colour = styles.find(covers)?.style ?? "";
  const look = [colour, found.find(covers)?.style].filter(Boolean).join(" ");
  const mark = marks.find(covers);
  const first = mark?.from === from ? " first" : "";
  const text = line.slice(from, to);
  return { text: colour === "invisible" ? escapeOf(text) : text, style: mark ? `${mark.style}${first} ${look}` : look, mark: Boolean(mark) };
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
