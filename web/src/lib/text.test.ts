import { expect, test } from "vitest";

import { decode, splitLines } from "./text";

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

test.each([
  ["utf-8", [0xc3, 0xa9], "é"],
  ["utf-8-sig", [0xef, 0xbb, 0xbf, 0x61], "a"],
  // Python's latin-1 has U+0080 where the browser's windows-1252 has the euro sign.
  ["iso-8859-1", [0x80, 0xe9], "\u0080é"],
  ["latin_1", [0x80], "\u0080"],
  ["cp1251", [0xe9], "й"],
  [null, [0x61], "a"],
  ["no such codec", [0xc3, 0xa9], "é"],
])("%s is decoded as Python does", (encoding, raw, text) => {
  expect(decode(bytes(...raw), encoding)).toBe(text);
});

test("bytes that are not in the encoding become U+FFFD", () => {
  expect(decode(bytes(0x61, 0xff), "utf-8")).toBe("a\ufffd");
});

test.each([
  ["", []],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\r\nb\rc\n\n", ["a", "b", "c", ""]],
  ["a\fb\u2028c", ["a\fb\u2028c"]],
])("%j is split where Python's tokenizer ends lines", (text, lines) => {
  expect(splitLines(text)).toEqual(lines);
});
