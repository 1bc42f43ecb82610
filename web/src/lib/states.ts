import type { Email, State } from "./types";

/** The word of each state. `error` is no verdict on the code, so it does not say one. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  queued: "Queued",
  running: "Running",
  passed: "Passed",
  // beginners read "Failed" as a verdict on themselves
  failed: "Needs work",
  error: "Not checked",
};

const EMAIL_SIGNS: Readonly<Record<Email["state"] | "saved", { word: string; icon: string }>> = {
  queued: { word: "Queued", icon: "waits" },
  sent: { word: "Sent", icon: "sent" },
  saved: { word: "Saved on this server", icon: "download" },
  failed: { word: "Failed", icon: "bounced" },
  off: { word: "Off", icon: "off" },
};

/** What became of an email; one in the local mailbox went to nobody, so it was not sent. */
export function emailSign({ state, via }: Pick<Email, "state" | "via">): { word: string; icon: string } {
  return EMAIL_SIGNS[state === "sent" && via === "local" ? "saved" : state];
}

export function isPending(state: State): boolean {
  return state === "queued" || state === "running";
}
