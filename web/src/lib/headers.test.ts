import { expect, test } from "vitest";

import { hashOf, nameOf } from "./headers";

test.each([
  ["attachment; filename=\"a_.py.csv\"; filename*=UTF-8''%C3%A9.py.csv", "é.py.csv"],
  ["attachment; filename*=UTF-8''a.py.html; more=1", "a.py.html"],
  ["attachment; filename*=UTF-8''%FF", "findings"],
  ["attachment", "findings"],
  [null, "findings"],
])("the name in %j is %j", (disposition, name) => {
  expect(nameOf(disposition)).toBe(name);
});

const HASH = "0123456789abcdef".repeat(4);

test.each([
  [`"${HASH}"`, HASH],
  [`W/"${HASH}"`, HASH],
  [`"${HASH}-gzip"`, ""],
  [HASH, ""],
  [null, ""],
])("the content tagged %s has the SHA-256 %j", (tag, hash) => {
  expect(hashOf(tag)).toBe(hash);
});
