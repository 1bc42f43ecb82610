import { expect, test } from "vitest";

import { causeBesideContent, changeSentence } from "./deltas";
import type { Delta } from "./types";

test.each([
  [1, 3, 8, "1 new, 3 fixed, 8 left"],
  [0, 3, 8, "3 fixed, 8 left"],
  [0, 12, 0, "12 fixed, none left"],
  [2, 12, 0, "2 new, 12 fixed"],
  [0, 0, 1200, "nothing new, 1,200 left"],
  [5, 0, 0, "5 new"],
  [0, 0, 0, ""],
])("%i new, %i fixed and %i remaining findings read %j", (added, fixed, same, sentence) => {
  expect(changeSentence({ new: added, fixed, same })).toBe(sentence);
});

test.each<[Delta["changed"], string]>([
  [["content", "versions"], ""],
  [["profile", "versions"], "the profile and the versions of the tools"],
  [[], ""],
])("the cause beside the content for %j is %j", (changed, cause) => {
  expect(causeBesideContent({ fixed: 0, new: 0, same: 1, changed, versions: {} })).toBe(cause);
});
