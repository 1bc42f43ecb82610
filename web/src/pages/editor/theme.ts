/** The look of the editor: that of the source on the page of a file. */

import { EditorView } from "@codemirror/view";

const TEXT = { fontFamily: "var(--mono)", fontSize: "0.84375rem", lineHeight: "1.5rem" };

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { ...TEXT, fontVariantLigatures: "none", overflow: "auto" },
  ".cm-content": { padding: "0.5rem 0 2rem", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1.5rem 0 0.5rem" },
  ".cm-gutters": { border: "0", color: "var(--ink-3)", backgroundColor: "var(--paper)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.75rem", padding: "0 0.25rem 0 0.75rem" },
  ".cm-activeLine, .cm-activeLineGutter": { color: "inherit", backgroundColor: "var(--wash)" },
  ".cm-cursor": { borderLeft: "2px solid var(--accent)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--accent-wash)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--sunk)", outline: "1px solid var(--edge)" },
  ".cm-specialChar": { padding: "0 0.2em", borderRadius: "var(--radius-s)", color: "var(--ink-2)", backgroundColor: "var(--sunk)" },
  ".cm-categories .cm-gutterElement": { display: "flex", alignItems: "center", width: "1.5rem", justifyContent: "center" },
  ".cm-icon": { width: "1rem", height: "1rem", fill: "none", stroke: "currentcolor", strokeWidth: "1.5", strokeLinecap: "round", strokeLinejoin: "round", color: "var(--tone)" },
  ".cm-finding": {
    textDecoration: "underline wavy var(--tone) 1px",
    textDecorationSkipInk: "none",
    textUnderlineOffset: "0.25em",
  },
  ".g-run": { "--tone": "var(--red)" },
  ".g-bug": { "--tone": "var(--orange)" },
  ".g-unused, .g-complex, .g-names, .g-layout": { "--tone": "var(--slate)" },
  ".cm-tooltip": { border: "1px solid var(--edge)", borderRadius: "var(--radius-m)", backgroundColor: "var(--paper)", boxShadow: "var(--shadow)" },
  ".cm-words": { maxWidth: "32rem", padding: "0.375rem 0.75rem", font: "var(--text-s) / 1.5 var(--sans)" },
  ".cm-words p": { margin: "0" },
  ".cm-words b": { font: "600 var(--text-xs) var(--mono)" },
  ".k": { color: "var(--code-word)", fontWeight: "600" },
  ".s": { color: "var(--code-text)" },
  ".d": { color: "var(--code-name)" },
  ".m": { color: "var(--code-number)" },
  ".c": { color: "var(--code-note)" },
});
