import { expect, test } from "vitest";

import { countOf, filterOf, queryOf, searchOf, TABS } from "./filter";

test.each(["", "?state=failed", "?state=in-progress&q=F401&sort=name", "?q=a%26b"])("%j is unchanged after reading and writing", (search) => {
  expect(searchOf(filterOf(search))).toBe(search);
});

test("unknown parameters mean the default", () => {
  expect(searchOf(filterOf("?state=nonsense&sort=nonsense&other=1"))).toBe("");
});

test("a tab counts all of its states", () => {
  const counts = { all: 15, queued: 1, running: 2, passed: 3, failed: 4, error: 5 };
  expect(TABS.map((tab) => countOf(tab, counts))).toEqual([15, 4, 3, 5, 3]);
});

test("the API gets the states of the tab", () => {
  expect(queryOf(filterOf("?state=in-progress&q=F401"))).toBe("?sort=newest&state=queued%2Crunning&q=F401");
});
