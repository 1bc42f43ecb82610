import { expect, test } from "vitest";

import { counted, duration, headAndRest, limit, named, near, nearInside, shorten, size } from "./words";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1023, "1,023 bytes"],
  [1024, "1 KB"],
  [1536, "1.5 KB"],
  [200 * 1024, "200 KB"],
  [1024 ** 2, "1 MB"],
  [1.5 * 1024 ** 3, "1.5 GB"],
])("%d bytes are written as %s", (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

test.each([
  [1024 ** 2, "1 MiB"],
  [1536, "1,536 bytes"],
  [2048, "2 KiB"],
])("a limit of %d bytes is exact: %s", (bytes, text) => {
  expect(limit(bytes)).toBe(text);
});

test("a count has a grouped number and the right plural", () => {
  expect([counted(0, "finding"), counted(1, "finding"), counted(1204, "line"), counted(2, "entry", "entries")]).toEqual([
    "0 findings",
    "1 finding",
    "1,204 lines",
    "2 entries",
  ]);
});

test("a duration is in milliseconds below a tenth of a second", () => {
  expect([duration(99), duration(100), duration(1234)]).toEqual(["99\u00a0ms", "0.10\u00a0s", "1.23\u00a0s"]);
});

test("names are joined, and a long list is shortened", () => {
  expect(named(["a.py"])).toBe("a.py");
  expect(named(["a.py", "b.py"])).toBe("a.py and b.py");
  expect(named(["a", "b", "c", "d"], 3)).toBe("a, b and 2 more");
  expect(shorten(["X", "S", "E"], 2)).toBe("X, S and 1 more");
});

test.each([
  [new Date(2025, 10, 20, 9, 5), "Today, 09:05"],
  [new Date(2025, 10, 19, 23, 59), "Yesterday, 23:59"],
  [new Date(2025, 0, 2, 9, 5), "2 Jan, 09:05"],
  [new Date(2024, 10, 20, 9, 5), "20 Nov 2024"],
])("recent times are relative: %s", (moment, text) => {
  expect(near(moment, new Date(2025, 10, 20, 12, 0))).toBe(text);
});

test("inside a sentence, today and yesterday are lower case", () => {
  const now = new Date(2025, 10, 20, 12, 0);
  expect(nearInside(new Date(2025, 10, 20, 9, 5), now)).toBe("today, 09:05");
  expect(nearInside(new Date(2025, 10, 19, 23, 59), now)).toBe("yesterday, 23:59");
  expect(nearInside(new Date(2025, 0, 2, 9, 5), now)).toBe("2 Jan, 09:05");
});

test("an explanation is cut after its first sentence", () => {
  expect(headAndRest("An import, e.g. os. Remove it. Or use it.")).toEqual(["An import, e.g. os.", "Remove it. Or use it."]);
  expect(headAndRest("No end")).toEqual(["No end", ""]);
});
