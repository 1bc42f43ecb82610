import { expect, test } from "vitest";

import type { Finding } from "../../lib/types";
import { anchorsOf, placeOf } from "./findingLink";

test("a fragment leads to a line, or to a finding of it", () => {
  expect(placeOf("#L34")).toEqual({ line: 34, anchor: "" });
  expect(placeOf("#L34-F821")).toEqual({ line: 34, anchor: "L34-F821" });
  expect(placeOf("#L34-E231-2")).toEqual({ line: 34, anchor: "L34-E231-2" });
  for (const other of ["", "#findings", "#L", "#L3x", "#L3-", "#L3-2"]) expect(placeOf(other)).toEqual({ line: 0, anchor: "" });
});

test("findings with the same code in a line have different anchors", () => {
  const findings = [["E231", 3], ["E231", 4], ["F401", 3], ["E231", 3]].map(([code, line]) => ({ code, line }) as Finding);
  expect(anchorsOf(findings)).toEqual(["L3-E231", "L4-E231", "L3-F401", "L3-E231-2"]);
});
