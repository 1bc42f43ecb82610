import { expect, test } from "vitest";

import { countOf, FILE_STATES } from "./states";

test("a filter counts all of its states", () => {
  const counts = { all: 15, queued: 1, running: 2, passed: 3, failed: 4, error: 5 };
  expect(FILE_STATES.map(({ key }) => countOf(key, counts))).toEqual([15, 4, 3, 5, 3]);
});
