import { expect, test } from "vitest";

import { hasChoice, nameOf, shortVersion } from "./pythons";
import type { Profiles } from "./types";

const known = (...versions: string[]) => ({ pythons: versions.map((version) => ({ version, full_version: `${version}.1` })) }) as Profiles;

test("there is a choice where the server has several Pythons", () => {
  expect(hasChoice(null)).toBe(false);
  expect(hasChoice(known("3.13"))).toBe(false);
  expect(hasChoice(known("3.14", "3.13"))).toBe(true);
});

test("the newest Python is named with the version that it stands for", () => {
  expect(nameOf("newest", { newest_python: "3.15" })).toBe("Newest (now 3.15)");
  expect(nameOf("3.14", { newest_python: "3.15" })).toBe("Python 3.14");
  expect(shortVersion("3.15.0rc1")).toBe("3.15");
});
