import { expect, test } from "vitest";

import { filterOf, searchOf } from "./filter";

const STATES = [
  { key: "", name: "All" },
  { key: "waiting", name: "Waiting" },
];
const SORTS = [
  { key: "", name: "Newest" },
  { key: "email", name: "Address" },
];

test.each(["", "?state=waiting&q=ada&sort=email&user=u1"])("%j is unchanged after reading and writing", (search) => {
  expect(searchOf(filterOf(search, STATES, SORTS))).toBe(search);
});

test("unknown parameters mean the first choice", () => {
  expect(filterOf("?state=x&sort=y", STATES, SORTS)).toEqual({ text: "", state: "", sort: "", user: "" });
});
