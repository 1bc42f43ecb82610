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

test.each(["", "?state=waiting&q=ada&sort=email&user=u1"])("%j is read and written alike", (search) => {
  expect(searchOf(filterOf(search, STATES, SORTS))).toBe(search);
});

test("words that the list does not know are its first choice", () => {
  expect(filterOf("?state=x&sort=y", STATES, SORTS)).toEqual({ text: "", state: "", sort: "", user: "" });
});
