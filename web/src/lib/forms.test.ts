import { expect, test } from "vitest";

import { addressError, onlyErrors, passwordError, tokenOf } from "./forms";

test.each(["ada@school.example", "  ada@localhost "])("%j is an address", (email) => {
  expect(addressError(email)).toBeUndefined();
});

test.each(["", " ", "ada", "@school", "ada@", "a da@school"])("%j is not an address", (email) => {
  expect(addressError(email)).toMatch(/address/);
});

test("a password is measured in characters, not in UTF-16 units", () => {
  expect(passwordError("🦒".repeat(11))).toBe("Too short: 11 characters, and it needs 12.");
  expect(passwordError("🦒".repeat(12))).toBeUndefined();
});

test("fields without an error are left out", () => {
  expect(onlyErrors({ email: undefined, password: "Write a password." })).toEqual({ password: "Write a password." });
});

test.each([
  [{ hash: "#token=abc", search: "" }, "abc"],
  [{ hash: "#token%3Dabc", search: "" }, "abc"],
  [{ hash: "", search: "?token=abc" }, "abc"],
  [{ hash: "#other", search: "" }, ""],
])("the token is found in %o", (place, token) => {
  expect(tokenOf(place)).toBe(token);
});
