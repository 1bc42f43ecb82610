/** The findings in the editor: marks in the text, icons in the gutter, and words under the pointer. */

import { RangeSet, StateEffect, StateField, type EditorState, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, hoverTooltip, type DecorationSet, type Tooltip } from "@codemirror/view";

import { categoryOf, mostSevere, type Category } from "../../lib/categories";
import { extentOf } from "../../lib/columns";
import { groupByLine } from "../file/layout";
import type { NumberedFinding } from "../file/numbered";

/** A file may have 5,000 findings; the list has all of them. */
const MOST_MARKS = 2000;

interface Marked {
  decorations: DecorationSet;
  icons: RangeSet<GutterMarker>;
  byLine: ReadonlyMap<number, readonly NumberedFinding[]>;
}

const NOTHING: Marked = { decorations: Decoration.none, icons: RangeSet.empty, byLine: new Map() };

export const setFindings = StateEffect.define<readonly NumberedFinding[]>();

const marked = StateField.define<Marked>({
  create: () => NOTHING,
  update(before, { state, changes, effects, docChanged }) {
    for (const effect of effects) if (effect.is(setFindings)) return mark(state, effect.value);
    // Until the next answer, marks move with the text.
    return docChanged ? { decorations: before.decorations.map(changes), icons: before.icons.map(changes), byLine: new Map() } : before;
  },
  provide: (field) => EditorView.decorations.from(field, ({ decorations }) => decorations),
});

export const findingMarks: Extension = [
  marked,
  gutter({ class: "cm-categories", markers: (view) => view.state.field(marked).icons, initialSpacer: () => new CategoryIcon(categoryOf("layout")) }),
  hoverTooltip(({ state }, at) => describe(state, at)),
];

function mark(state: EditorState, findings: readonly NumberedFinding[]): Marked {
  const byLine = groupByLine(findings, state.doc.lines);
  const ranges: Range<Decoration>[] = [];
  const icons: Range<GutterMarker>[] = [];
  for (const [number, ofLine] of byLine) {
    const line = state.doc.line(number);
    icons.push(new CategoryIcon(mostSevere(ofLine.map(({ category }) => category))).range(line.from));
    for (const finding of ranges.length < MOST_MARKS ? ofLine : []) {
      const { from, to } = extentOf(line.text, finding);
      // A mark needs a character: at the end of a line it takes the last one.
      const start = from === to ? Math.max(0, from - 1) : from;
      if (start < to) ranges.push(Decoration.mark({ class: `cm-finding ${categoryOf(finding.category).style}` }).range(line.from + start, line.from + to));
    }
  }
  return { decorations: Decoration.set(ranges, true), icons: RangeSet.of(icons, true), byLine };
}

class CategoryIcon extends GutterMarker {
  constructor(readonly category: Category) {
    super();
  }

  override eq(other: CategoryIcon): boolean {
    return this.category === other.category;
  }

  override toDOM(): Node {
    const icon = drawIcon(this.category.icon);
    icon.setAttribute("class", `cm-icon ${this.category.style}`);
    return icon;
  }
}

/** Copies the icon of the page: a reference does not reach out of the shadow root. */
function drawIcon(name: string): SVGElement {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const symbol = document.getElementById(`icon-${name}`);
  icon.setAttribute("viewBox", symbol?.getAttribute("viewBox") ?? "0 0 16 16");
  icon.append(...Array.from(symbol?.childNodes ?? [], (node) => node.cloneNode(true)));
  return icon;
}

function describe(state: EditorState, at: number): Tooltip | null {
  const line = state.doc.lineAt(at);
  const here = state.field(marked).byLine.get(line.number)?.filter((finding) => covers(line.text, finding, at - line.from)) ?? [];
  if (here.length === 0) return null;
  return { pos: at, above: true, create: () => ({ dom: writeFindings(here) }) };
}

function covers(line: string, finding: NumberedFinding, offset: number): boolean {
  const { from, to } = extentOf(line, finding);
  return from <= offset && offset <= Math.max(to, from);
}

function writeFindings(findings: readonly NumberedFinding[]): HTMLElement {
  const list = document.createElement("div");
  list.className = "cm-words";
  for (const { code, text } of findings) {
    const row = list.appendChild(document.createElement("p"));
    const name = row.appendChild(document.createElement("b"));
    name.textContent = code;
    row.append(` ${text}`);
  }
  return list;
}
