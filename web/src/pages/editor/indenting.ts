/** The indentation of a new line. */

export const UNIT_COLUMNS = 4;

const BLOCK_ENDS = /^\s*(return|pass|break|continue|raise)\b/;
const COMMENT = /\s*#[^"']*$/;

/** One step of indentation as the file writes it. */
export function unitOf(text: string): string {
  return /^\t/m.test(text) && !/^ {2,}\S/m.test(text) ? "\t" : " ".repeat(UNIT_COLUMNS);
}

/** The column at which the line after `before` begins. */
export function indentAfter(before: string): number {
  const indent = columnsOf(/^\s*/.exec(before)?.[0] ?? "");
  const code = before.replace(COMMENT, "").trimEnd();
  if (/[:([{]$/.test(code)) return indent + UNIT_COLUMNS;
  return BLOCK_ENDS.test(code) ? Math.max(0, indent - UNIT_COLUMNS) : indent;
}

/** The blanks from a column to the next step. */
export function blanksToNextStep(before: string): string {
  return " ".repeat(UNIT_COLUMNS - (columnsOf(before) % UNIT_COLUMNS));
}

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += character === "\t" ? UNIT_COLUMNS - (columns % UNIT_COLUMNS) : 1;
  return columns;
}
