import { expect, test } from "vitest";

import type { StoredFile } from "../../lib/types";
import { chunked } from "./chunks";

const files = (from: number, to: number): StoredFile[] => Array.from({ length: to - from }, (_, at) => ({ id: `${from + at}` }) as StoredFile);

test("every file is in one chunk, in order", () => {
  const all = files(0, 230);
  expect(chunked(all, []).flatMap((chunk) => chunk.files)).toEqual(all);
});

test("a new list has chunks of 50 rows", () => {
  expect(chunked(files(0, 120), []).map((chunk) => chunk.files.length)).toEqual([50, 50, 20]);
});

test("rows added on top get their own chunks, the others keep theirs", () => {
  const before = chunked(files(100, 200), []);
  const after = chunked(files(70, 200), before);
  expect(after.slice(-2).map(({ key }) => key)).toEqual(before.map(({ key }) => key));
});
