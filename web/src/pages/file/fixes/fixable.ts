/** Which findings of a check the tools can repair. */

import type { Code, Finding } from "../../../lib/types";

type Repair = Pick<Code, "code" | "fixed_by" | "fixed_by_line">;

/** The codes that a tool repairs, each with whether one place can be repaired alone. */
export function repairs(codes: readonly Repair[]): ReadonlyMap<string, boolean> {
  return new Map(codes.filter(({ fixed_by }) => fixed_by).map(({ code, fixed_by_line }) => [code, fixed_by_line]));
}

/** The number of findings that can be repaired, by code; none in a file with a syntax error. */
export function countFixable(findings: readonly Pick<Finding, "code">[], known: ReadonlyMap<string, boolean>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (findings.some(({ code }) => code.startsWith("E9"))) return counts;
  for (const { code } of findings) if (known.has(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
