/** Syntax highlighting of Python source. Loaded after the text of a source is shown. */

import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import type { Tree } from "@lezer/common";
import { parser } from "@lezer/python";

import type { Colour } from "./pieces";

const SLICE_MS = 12;

export const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.modifier], class: "k" },
  { tag: [tags.string, tags.docString, tags.special(tags.string), tags.character, tags.escape], class: "s" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName))], class: "" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className), tags.meta], class: "d" },
  { tag: [tags.number, tags.bool, tags.null, tags.self], class: "m" },
  { tag: [tags.comment, tags.lineComment], class: "c" },
]);

/** Parses the lines, joined by line feeds, in slices of 12 ms, so that the page stays responsive. */
export async function parse(lines: readonly string[]): Promise<Tree> {
  const work = parser.startParse(lines.join("\n"));
  for (;;) {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      const tree = work.advance();
      if (tree) return tree;
    }
    await new Promise((resume) => setTimeout(resume));
  }
}

/** The colours of some lines. `start` is the offset of the first one in the parsed text. */
export function coloursOf(tree: Tree, lines: readonly string[], start: number): Colour[][] {
  const colours: Colour[][] = lines.map(() => []);
  const end = start + lines.reduce((sum, line) => sum + line.length + 1, 0);
  let index = 0;
  let lineStart = start;
  highlightTree(
    tree,
    highlighter,
    (from, to, style) => {
      if (!style) return;
      // Tokens arrive in order; a triple-quoted string covers several lines.
      while (index < lines.length && from > lineStart + lengthOf(lines, index)) lineStart += lengthOf(lines, index++) + 1;
      for (let at = index, base = lineStart; at < lines.length && base < to; base += lengthOf(lines, at++) + 1) {
        const colour = { from: Math.max(from - base, 0), to: Math.min(to - base, lengthOf(lines, at)), style };
        if (colour.from < colour.to) colours[at]?.push(colour);
      }
    },
    start,
    end,
  );
  return colours;
}

function lengthOf(lines: readonly string[], index: number): number {
  return lines[index]?.length ?? 0;
}
