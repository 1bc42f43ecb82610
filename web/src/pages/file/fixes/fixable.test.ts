import { describe, expect, it } from "vitest";

import { countFixable, repairs } from "./fixable";

const known = repairs([
  { code: "C901", fixed_by: null, fixed_by_line: false },
  { code: "E225", fixed_by: "autopep8", fixed_by_line: true },
  { code: "W191", fixed_by: "autopep8", fixed_by_line: false },
]);

describe("countFixable", () => {
  it("counts the findings whose code a tool repairs", () => {
    const findings = ["E225", "C901", "E225", "W191"].map((code) => ({ code }));
    expect([...countFixable(findings, known)]).toEqual([["E225", 2], ["W191", 1]]);
  });

  it("counts nothing in a file with a syntax error", () => {
    expect(countFixable([{ code: "E225" }, { code: "E999" }], known).size).toBe(0);
  });
});
