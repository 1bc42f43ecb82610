/** Scrolls findings and matches of the search into view. */

import { extentOf } from "../../lib/columns";
import type { NumberedFinding } from "./numbered";
import type { Match } from "./search";

const MARGIN_PX = 24;

/** Scrolls to a finding in the source, its line in the middle and its column visible, and focuses it. */
export function revealInSource(finding: NumberedFinding, line: string): void {
  const strip = document.getElementById(`finding-${finding.number}`);
  const row = strip?.closest("li");
  if (!strip || !row) return;
  row.scrollIntoView({ block: "center", inline: "nearest" });
  revealColumn(row, extentOf(line, finding).from);
  strip.focus({ preventScroll: true });
}

/** Scrolls to a match of the search, if it is not in the middle part of the window. The focus stays where it is. */
export function revealMatch({ line, from, finding }: Match): void {
  const row = document.getElementById(`L${line}`);
  const place = finding === null ? row?.querySelector(".row") : document.getElementById(`finding-${finding}`);
  if (!row || !place) return;
  const { top, bottom } = place.getBoundingClientRect();
  if (top < innerHeight / 6 || bottom > (innerHeight * 5) / 6) place.scrollIntoView({ block: "center", inline: "nearest" });
  if (finding === null) revealColumn(row, from);
}

/** Focuses a match, so that Tab goes on from there. */
export function focusMatch({ line, finding }: Match): void {
  const place = finding === null ? `#L${line} > .row > a` : `#finding-${finding}`;
  document.querySelector<HTMLElement>(place)?.focus({ preventScroll: true });
}

/** Scrolls to the entry in the findings list, if the list has its own scroll area. On a phone it has not, and the page must not scroll. */
export function revealInList(number: number): void {
  const entry = document.getElementById(`entry-${number}`);
  const list = entry?.closest(".scroller");
  if (!entry || !list || list.scrollHeight <= list.clientHeight) return;
  // The sticky header of the list covers the entries below it.
  const covered = list.querySelector(".navigation")?.getBoundingClientRect().height ?? 0;
  const [inner, outer] = [entry.getBoundingClientRect(), list.getBoundingClientRect()];
  const top = outer.top + covered;
  if (inner.top < top || inner.bottom > outer.bottom) list.scrollTop += inner.top - top - (outer.bottom - top) / 2;
}

function revealColumn(row: Element, offset: number): void {
  const source = row.closest(".source");
  const code = row.querySelector("code");
  const rect = code && rectOfOffset(code, offset);
  if (!source || !rect) return;
  const view = source.getBoundingClientRect();
  const from = view.left + (row.querySelector(".row > a")?.getBoundingClientRect().width ?? 0);
  const to = view.right - MARGIN_PX;
  if (rect.left >= from && rect.left <= to) return;
  // Scroll back to the start of the line when the column is visible from there.
  const left = source.scrollLeft + rect.left - from;
  source.scrollLeft = left <= to - from ? 0 : left - (to - from) / 2;
}

/** The position of the character at this offset of the line in the window. */
function rectOfOffset(code: Element, offset: number): DOMRect | null {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  let left = offset;
  let last: Node | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    last = node;
    const { length } = node.textContent ?? "";
    if (left < length) return rectOf(node, left, left + 1);
    left -= length;
  }
  return last && rectOf(last, last.textContent?.length ?? 0, last.textContent?.length ?? 0);
}

function rectOf(node: Node, from: number, to: number): DOMRect {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range.getBoundingClientRect();
}
