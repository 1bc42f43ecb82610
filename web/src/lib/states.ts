import type { Choice } from "./filter";
import type { Check, Counts, Email, State } from "./types";
import { counted } from "./words";

/** The label of each state. `error` is no verdict on the code, so its label is neutral. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  queued: "Queued",
  running: "Running",
  passed: "Passed",
  // Beginners read "Failed" as a verdict on themselves.
  failed: "Needs work",
  error: "Not checked",
};

/** The filters of a list of files; several states are separated by commas, as in the API. */
export const FILE_STATES: readonly Choice[] = [
  { key: "", name: "All" },
  { key: "failed", name: STATE_WORDS.failed },
  { key: "passed", name: STATE_WORDS.passed },
  { key: "error", name: STATE_WORDS.error },
  { key: "queued,running", name: "In progress" },
];

const EMAIL_LABELS: Readonly<Record<Email["state"] | "saved", { word: string; icon: string }>> = {
  queued: { word: "Queued", icon: "waits" },
  sent: { word: "Sent", icon: "sent" },
  saved: { word: "Saved on this server", icon: "download" },
  failed: { word: "Failed", icon: "bounced" },
  off: { word: "Off", icon: "off" },
};

/** The label of an email's state. An email in the local mailbox was saved, not sent. */
export function emailLabel({ state, via }: Pick<Email, "state" | "via">): { word: string; icon: string } {
  return EMAIL_LABELS[state === "sent" && via === "local" ? "saved" : state];
}

/** The number of files in one of `FILE_STATES`. */
export function countOf(states: string, counts: Counts): number {
  if (!states) return counts.all;
  return states.split(",").reduce((sum, state) => sum + counts[state as State], 0);
}

export function isPending(state: State): boolean {
  return state === "queued" || state === "running";
}

/** Whether flake8 or Python itself reports that the file will not run. */
export function willNotRun(check: Check | undefined): boolean {
  return Boolean(check?.python_refuses) || (check?.categories?.will_not_run ?? 0) > 0;
}

/** What follows the label of a state: ": will not run, 3 findings". */
export function verdictOf(state: State, check: Check | undefined): string {
  if (state === "passed") return check?.opted_out ? ": opted out" : ": no findings";
  const findings = state === "failed" && check?.total ? counted(check.total, "finding") : "";
  const parts = [willNotRun(check) && (state === "failed" || state === "error") ? "will not run" : "", findings].filter(Boolean);
  return parts.length > 0 ? `: ${parts.join(", ")}` : "";
}
