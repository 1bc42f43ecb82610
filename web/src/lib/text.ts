/** Splits the bytes of a file into the lines that flake8 counts. */

/** Decodes as Python does; invalid bytes become U+FFFD. */
export function decode(bytes: ArrayBuffer, encoding: string | null): string {
  const codec = (encoding ?? "utf-8").toLowerCase().replace(/_/g, "-");
  // The browser's "iso-8859-1" is windows-1252; Python's is the first 256 code points.
  if (codec === "iso-8859-1" || codec === "latin-1") return fromLatin1(new Uint8Array(bytes));
  return decoderFor(codec.replace(/-sig$/, "")).decode(bytes);
}

/** Splits lines as Python's tokenizer does: form feeds and U+2028 do not end a line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function decoderFor(codec: string): TextDecoder {
  try {
    return new TextDecoder(codec);
  } catch {
    return new TextDecoder("utf-8");
  }
}

function fromLatin1(bytes: Uint8Array): string {
  const CHUNK = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}
