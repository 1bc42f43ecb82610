import { expect, test } from "vitest";

import { extentOf } from "./columns";

test.each([
  ["a name", "x = value", "E999", 5, "value"],
  ["an operator of several characters", "a **= b", "E225", 3, "**="],
  ["blanks", "x  = 1", "E221", 2, "  "],
  ["a character beyond the first plane", "x = 🦒", "E999", 5, "🦒"],
  ["nothing at the end of the line", "x = 1", "W292", 6, ""],
  ["the rest of a line that is too long", "abc def", "E501", 5, "def"],
  ["a column of pyflakes, in UTF-8 bytes", "é = name", "F821", 6, "name"],
  ["a column of pycodestyle, in characters", "é = name", "E231", 5, "name"],
])("a finding marks %s", (_, line, code, column, marked) => {
  const { from, to } = extentOf(line, { code, column });
  expect(line.slice(from, to)).toBe(marked);
});
