/** The editor with its keys, marks and gutter. Loaded when editing begins. */

import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentService, indentUnit, LRLanguage, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { parser } from "@lezer/python";

import { highlighter } from "../../lib/colours";
import { extentOf } from "../../lib/columns";
import type { NumberedFinding } from "../file/numbered";
import type { TextEditor } from "./plainEditor";
import { blanksToNextStep, indentAfter, UNIT_COLUMNS, unitOf } from "./indenting";
import { findingMarks, setFindings } from "./marks";
import { theme } from "./theme";

/** What the page does for the editor. */
export interface EditorActions {
  changed: (text: string) => void;
  /** The cursor is in this line now. */
  moved: (line: number) => void;
  save: () => void;
  step: (by: 1 | -1) => void;
}

const LEAVING_MS = 3_600_000;

export class CodeEditor implements TextEditor {
  readonly #view: EditorView;

  /** `label` and `description` are what a screen reader says. */
  constructor(parent: HTMLElement, text: string, label: string, description: string, actions: EditorActions) {
    // In a shadow root the editor adopts its style sheet; in the page it would write a <style> element, which our
    // content security policy forbids.
    const root = parent.attachShadow({ mode: "open" });
    const names = { "aria-label": label, "aria-description": description, autocapitalize: "off" };
    this.#view = new EditorView({
      parent: root,
      root,
      doc: text,
      extensions: [
        ...look(),
        ...typing(text),
        EditorView.contentAttributes.of(names),
        keymap.of([...keysOf(actions), { key: "Tab", run: insertStep, shift: indentLess }, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
          if (docChanged) actions.changed(state.doc.toString());
          if (docChanged || selectionSet) actions.moved(state.doc.lineAt(state.selection.main.head).number);
        }),
      ],
    });
  }

  showFindings(findings: readonly NumberedFinding[]): void {
    this.#view.dispatch({ effects: setFindings.of(findings) });
  }

  goTo(finding: NumberedFinding): void {
    const { doc } = this.#view.state;
    const line = doc.line(Math.min(Math.max(finding.line, 1), doc.lines));
    const at = line.from + extentOf(line.text, finding).from;
    this.#view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}

function look(): Extension[] {
  return [
    lineNumbers(),
    findingMarks,
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    drawSelection(),
    bracketMatching(),
    LRLanguage.define({ parser, languageData: { commentTokens: { line: "#" } } }),
    syntaxHighlighting(highlighter),
    theme,
  ];
}

function typing(text: string): Extension[] {
  return [
    history(),
    indentUnit.of(unitOf(text)),
    EditorState.tabSize.of(UNIT_COLUMNS),
    // Only for a new line: to indent again what is there, its meaning would have to be known.
    indentService.of((context, at) => (context.simulatedBreak === null ? null : indentAfter(context.lineAt(at, -1).text))),
    leavingByTab,
    typingOver,
  ];
}

function keysOf({ save, step }: EditorActions): { key: string; run: () => true; shift?: () => true; preventDefault: true }[] {
  const does = (action: () => void) => (): true => {
    action();
    return true;
  };
  return [
    { key: "Mod-s", run: does(save), preventDefault: true },
    { key: "F8", run: does(() => step(1)), shift: does(() => step(-1)), preventDefault: true },
  ];
}

/** After Escape, Tab moves the focus until another key is pressed; CodeMirror's own two seconds are short. */
const leavingByTab = EditorView.domEventHandlers({
  keyup(event, view) {
    if (event.key === "Escape") view.setTabFocusMode(LEAVING_MS);
  },
  focus(_, view) {
    view.setTabFocusMode(false);
  },
});

/** Replaces a selection itself: Chromium would keep the look of the old text in a style attribute, which our content security policy forbids. */
const typingOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data, isComposing }, view) {
    if (inputType !== "insertText" || !data || isComposing || view.state.readOnly || view.state.selection.ranges.every(({ empty }) => empty)) return false;
    view.dispatch(view.state.replaceSelection(data), { scrollIntoView: true, userEvent: "input.type" });
    return true;
  },
});

function insertStep(view: EditorView): boolean {
  const { state } = view;
  if (state.selection.ranges.some((range) => !range.empty) || state.facet(indentUnit) === "\t") return indentMore(view);
  view.dispatch(
    state.changeByRange((range) => {
      const line = state.doc.lineAt(range.head);
      const blanks = blanksToNextStep(line.text.slice(0, range.head - line.from));
      return { changes: { from: range.head, insert: blanks }, range: range.extend(range.head + blanks.length, range.head + blanks.length) };
    }),
    { scrollIntoView: true, userEvent: "input.indent" },
  );
  return true;
}
