/** Scrolls just as far as a finding needs to be seen. */

import { extentOf } from "../../lib/columns";
import type { Numbered } from "./walk.svelte";

const MARGIN_PX = 24;

/** Goes to the strip of a finding: its line in the middle of the window, its column in sight, the focus on it. */
export function revealStrip(finding: Numbered, line: string): void {
  const strip = document.getElementById(`finding-${finding.number}`);
  const row = strip?.closest("li");
  if (!strip || !row) return;
  row.scrollIntoView({ block: "center", inline: "nearest" });
  revealColumn(row, extentOf(line, finding).from);
  strip.focus({ preventScroll: true });
}

/** Keeps the entry in sight where the list scrolls by itself; on a phone it is part of the page, which must not move. */
export function revealEntry(number: number): void {
  const entry = document.getElementById(`entry-${number}`);
  const list = entry?.closest(".stay");
  if (!entry || !list || list.scrollHeight <= list.clientHeight) return;
  // What sticks to the top of the list covers what is below it.
  const covered = list.querySelector(".walk")?.getBoundingClientRect().height ?? 0;
  const [inner, outer] = [entry.getBoundingClientRect(), list.getBoundingClientRect()];
  const top = outer.top + covered;
  if (inner.top < top || inner.bottom > outer.bottom) list.scrollTop += inner.top - top - (outer.bottom - top) / 2;
}

function revealColumn(row: Element, offset: number): void {
  const source = row.closest(".source");
  const code = row.querySelector("code");
  const place = code && placeOf(code, offset);
  if (!source || !place) return;
  const view = source.getBoundingClientRect();
  const from = view.left + (row.querySelector(".row > a")?.getBoundingClientRect().width ?? 0);
  const to = view.right - MARGIN_PX;
  if (place.left >= from && place.left <= to) return;
  // What fits beside the beginning of the line is shown with it.
  const left = source.scrollLeft + place.left - from;
  source.scrollLeft = left <= to - from ? 0 : left - (to - from) / 2;
}

/** Where the character at this offset of the line stands in the window. */
function placeOf(code: Element, offset: number): DOMRect | null {
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
