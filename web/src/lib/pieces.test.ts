import { expect, test } from "vitest";

import type { Finding } from "./types";
import { hasInvisible, piecesOf, visible } from "./pieces";

const finding = (column: number, category: Finding["category"] = "layout", code = "E225"): Finding => ({ code, line: 1, column, text: "", category, status: null });

test("the pieces of a line join to the line", () => {
  const line = "value = other";
  const pieces = piecesOf(line, [finding(9)], [{ from: 0, to: 5, style: "name" }]);
  expect(pieces.map(({ text }) => text).join("")).toBe(line);
  expect(pieces.filter(({ mark }) => mark).map(({ text }) => text)).toEqual(["other"]);
});

test("where two findings overlap, the more severe one is shown", () => {
  const [piece] = piecesOf("name", [finding(1, "will_not_run"), finding(1)], []);
  expect(piece?.style).toContain("g-run");
});

test("a finding after the last character is marked at the end of the line", () => {
  expect(piecesOf("x", [finding(2)], []).at(-1)).toMatchObject({ text: "", mark: true });
});

test.each(["a\u202eb", "a\u200bb", "a\u0000b", "a\ufeffb"])("the invisible character in %j is shown as its escape", (line) => {
  expect(hasInvisible(line)).toBe(true);
  expect(piecesOf(line, [], []).some(({ text, style }) => text.startsWith("\\u") && style === "invisible")).toBe(true);
});

test("tabs and characters of any script are not invisible", () => {
  expect(hasInvisible("\tgröße 程序 שלום")).toBe(false);
});

test("a line of a megabyte is cut", () => {
  expect(visible("x".repeat(1_000_000))).toHaveLength(10_000);
});
