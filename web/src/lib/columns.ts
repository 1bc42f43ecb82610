/** Which characters of a line a finding is about. */

import type { Finding } from "./types";

/** UTF-16 offsets into the line, as JavaScript slices; empty for the end of the line. */
export interface Extent {
  from: number;
  to: number;
}

// Longest match first: a word, blanks, an operator of two or three characters, else one character.
const TOKEN = /[\p{L}\p{N}\p{M}_]+|\s+|\*\*=|\/\/=|<<=|>>=|->|:=|==|!=|<=|>=|[-+*/%@&|^]=|\*\*|\/\/|<<|>>|./suy;

export function extentOf(line: string, { code, column }: Pick<Finding, "code" | "column">): Extent {
  const from = offsetOf(line, Math.max(column, 1) - 1, countsBytes(code));
  if (code === "E501") return { from, to: line.length };
  TOKEN.lastIndex = from;
  const token = TOKEN.exec(line)?.[0] ?? "";
  return { from, to: from + token.length };
}

/** flake8 takes the columns of pyflakes and mccabe from Python's ast, which counts UTF-8 bytes. */
function countsBytes(code: string): boolean {
  return code.startsWith("F") || code === "C901";
}

function offsetOf(line: string, column: number, inBytes: boolean): number {
  let left = column;
  let offset = 0;
  for (const character of line) {
    if (left <= 0) break;
    left -= inBytes ? bytesOf(character.codePointAt(0) ?? 0) : 1;
    offset += character.length;
  }
  return offset;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
