import type { Check, State } from "./types";
import { counted } from "./words";

/** Whether flake8 or Python itself says so. */
export function willNotRun(check: Check | undefined): boolean {
  return Boolean(check?.python_refuses) || (check?.categories?.will_not_run ?? 0) > 0;
}

/** What follows the word of a state: that it will not run comes first, however many findings there are. */
export function verdictOf(state: State, check: Check | undefined): string {
  if (state === "passed") return ": no findings";
  const findings = state === "failed" && check?.total ? counted(check.total, "finding") : "";
  const words = [willNotRun(check) && (state === "failed" || state === "error") ? "will not run" : "", findings].filter(Boolean);
  return words.length > 0 ? `: ${words.join(", ")}` : "";
}
