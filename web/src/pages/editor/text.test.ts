import { describe, expect, test } from "vitest";

import { openText, writeText } from "./text";

function bytesOf(text: string): ArrayBuffer {
  return new Uint8Array(new TextEncoder().encode(text)).buffer;
}

describe("a text that can be edited", () => {
  test.each([
    ["line feeds", "x = 1\ny = 2\n"],
    ["no final line end", "x = 1"],
    ["nothing", ""],
    ["carriage returns with line feeds", "x = 1\r\ny = 2\r\n"],
    ["a byte order mark", "\ufeffx = 1\n"],
    ["a byte order mark and carriage returns", "\ufeffx = 1\r\n"],
    ["two byte order marks", "\ufeff\ufeffx = 1\n"],
    ["separators that end no line", "x = 1\f\u2028\u0085\v\n"],
    ["other scripts", "größe = '𝕏'\n"],
    ["a NUL", "x = '\0'\n"],
    ["a declaration of UTF-8", "# -*- coding: utf-8 -*-\n"],
  ])("with %s is written as it was", (_, content) => {
    const opened = openText(bytesOf(content), null);
    if (opened.refusal !== undefined) throw new Error(opened.refusal);
    expect(opened.text).not.toContain("\r");
    expect(writeText(opened.text, opened.writing)).toBe(content);
  });

  test("keeps its line ends in what is added", () => {
    const opened = openText(bytesOf("x = 1\r\n"), "utf-8");
    if (opened.refusal !== undefined) throw new Error(opened.refusal);
    expect(writeText(`${opened.text}y = 2\n`, opened.writing)).toBe("x = 1\r\ny = 2\r\n");
  });
});

describe("a file that cannot be edited", () => {
  test.each([
    ["bytes that are not UTF-8", new Uint8Array([0x78, 0xe9, 0x0a]).buffer, null, "not in UTF-8"],
    ["another encoding", bytesOf("x = 1\n"), "iso-8859-1", "in iso-8859-1"],
    ["a declaration of another encoding", bytesOf("#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\n"), null, "in latin-1"],
    ["a carriage return alone", bytesOf("x = 1\ry = 2\n"), "utf-8", "several kinds"],
    ["mixed line ends", bytesOf("x = 1\r\ny = 2\n"), "utf-8", "several kinds"],
  ])("has %s", (_, bytes, encoding, words) => {
    expect(openText(bytes, encoding).refusal).toContain(words);
  });

  test("is not one with a declaration after the second line", () => {
    expect(openText(bytesOf("\n\n# coding: latin-1\n"), null).refusal).toBeUndefined();
  });
});
