/** Reads a unified diff into the rows that a page shows. */

export interface DiffRow {
  kind: "added" | "removed" | "same" | "gap" | "note";
  /** Line numbers before and after; null where the line is not there. */
  before: number | null;
  after: number | null;
  text: string;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

export function parseDiff(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let before = 0;
  let after = 0;
  // The first two lines name the file.
  for (const line of diff.split("\n").slice(2)) {
    const hunk = HUNK.exec(line);
    const text = line.slice(1);
    if (hunk) {
      if (rows.length > 0) rows.push({ kind: "gap", before: null, after: null, text: "" });
      before = Number(hunk[1]);
      after = Number(hunk[2]);
    } else if (line.startsWith("-")) rows.push({ kind: "removed", before: before++, after: null, text });
    else if (line.startsWith("+")) rows.push({ kind: "added", before: null, after: after++, text });
    else if (line.startsWith(" ")) rows.push({ kind: "same", before: before++, after: after++, text });
    else if (line.startsWith("\\")) rows.push({ kind: "note", before: null, after: null, text: "No line end at the end of the file" });
  }
  return rows;
}

/** Splits off the blanks at the end, which are easily missed. */
export function splitTrailing(text: string): [body: string, blanks: string] {
  const body = text.trimEnd();
  return [body, text.slice(body.length)];
}
