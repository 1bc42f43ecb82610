/** Turns the bytes of a file into a text that can be edited, and back, without changing what was not edited. */

/** How a file writes what its text does not have. */
export interface Writing {
  lineEnd: "\n" | "\r\n";
  /** Whether the file begins with a byte order mark. */
  bom: boolean;
}

/** `text` has line feeds only; `refusal` says why the file cannot be edited here. */
export type Opened = ({ text: string; writing: Writing } & { refusal?: never }) | { refusal: string };

export const PLAIN: Writing = { lineEnd: "\n", bom: false };

const BOM = "\ufeff";
const DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

/** `encoding` is what the server found; null where it could not check the file. */
export function openText(bytes: ArrayBuffer, encoding: string | null): Opened {
  let read: string;
  try {
    read = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuseEncoding(encoding);
  }
  const bom = read.startsWith(BOM);
  const text = bom ? read.slice(1) : read;
  if (!isUtf8(encoding ?? declaredIn(text) ?? "utf-8")) return refuseEncoding(encoding ?? declaredIn(text));
  const lineEnd = lineEndOf(text);
  return lineEnd ? { text: text.replaceAll("\r\n", "\n"), writing: { lineEnd, bom } } : { refusal: "It has line ends of several kinds. Editing would change lines that you did not touch." };
}

/** The content of the edited file. */
export function writeText(text: string, { lineEnd, bom }: Writing): string {
  return (bom ? BOM : "") + (lineEnd === "\n" ? text : text.replaceAll("\n", lineEnd));
}

/** Null if the text has line ends of several kinds, or a carriage return alone. */
function lineEndOf(text: string): Writing["lineEnd"] | null {
  const pairs = count(text, "\r\n");
  if (count(text, "\r") !== pairs) return null;
  if (pairs === 0) return "\n";
  return count(text, "\n") === pairs ? "\r\n" : null;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The encoding that a comment in the first two lines declares (PEP 263). */
function declaredIn(text: string): string | null {
  for (const line of text.split(/\r\n|\r|\n/, 2)) {
    const name = DECLARATION.exec(line)?.[1];
    if (name) return name;
  }
  return null;
}

function isUtf8(encoding: string): boolean {
  return ["utf-8", "utf8", "utf-8-sig", "u8", "utf"].includes(encoding.toLowerCase().replaceAll("_", "-"));
}

function refuseEncoding(encoding: string | null): Opened {
  const found = encoding && !isUtf8(encoding) ? `It is in ${encoding}` : "It is not in UTF-8";
  return { refusal: `${found}, and an editor in the browser writes UTF-8.` };
}
