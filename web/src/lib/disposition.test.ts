import { expect, test } from "vitest";

import { nameOf } from "./disposition";

test.each([
  ["attachment; filename=\"a_.py.csv\"; filename*=UTF-8''%C3%A9.py.csv", "é.py.csv"],
  ["attachment; filename*=UTF-8''a.py.html; more=1", "a.py.html"],
  ["attachment; filename*=UTF-8''%FF", "findings"],
  ["attachment", "findings"],
  [null, "findings"],
])("the name in %j is %j", (disposition, name) => {
  expect(nameOf(disposition)).toBe(name);
});
