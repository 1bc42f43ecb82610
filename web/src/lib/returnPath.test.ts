import { expect, test } from "vitest";

import { returnQuery, safeReturnPath } from "./returnPath";

const ORIGIN = "https://lint.example";

test.each(["/lintbox/files/1?q=a#L3", "/lintbox/"])("%s is inside the app", (asked) => {
  expect(safeReturnPath(asked, "/lintbox/", ORIGIN)).toBe(asked);
});

test.each([null, "", "https://evil.example/", "/other", "/lintbox/../other", "javascript:alert(1)"])(
  "%s leads to the list of files",
  (asked) => {
    expect(safeReturnPath(asked, "/lintbox/", ORIGIN)).toBe("/lintbox/");
  },
);

test.each(["//evil.example/", "/\\evil.example/"])("%s is another host", (asked) => {
  expect(safeReturnPath(asked, "/", ORIGIN)).toBe("/");
});

test("the query returns to the page, and is empty for the list of files", () => {
  expect(returnQuery("/files/1?a=b", "/")).toBe("?next=%2Ffiles%2F1%3Fa%3Db");
  expect(returnQuery("/", "/")).toBe("");
});
