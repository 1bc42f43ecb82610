import { expect, test } from "vitest";

import { nextBatch, shareProgress } from "./batches";

const MIB = 1024 * 1024;
const item = (size: number, profile: string | null = null, python = "") => ({ size, profile, python });

test.each([
  ["as many files as one request takes", [item(1), item(1), item(1)], 2, 2],
  ["files up to the size of a request", [item(5 * MIB), item(3 * MIB), item(1)], 50, 2],
  ["a file that is larger than that alone", [item(9 * MIB), item(1)], 50, 1],
  ["files of one profile", [item(1, "a"), item(1, "a"), item(1)], 50, 2],
  ["files of one Python", [item(1, "a", "3.14"), item(1, "a")], 50, 1],
  ["nothing when nothing waits", [], 50, 0],
])("a batch takes %s", (_, waiting, most, taken) => {
  expect(nextBatch(waiting, most)).toEqual(waiting.slice(0, taken));
});

test("sent bytes are attributed in sending order, at most a file's size each", () => {
  expect(shareProgress([10, 10, 10], 15)).toEqual([10, 5, 0]);
  expect(shareProgress([10], 99)).toEqual([10]);
});
