import type { Letter, State } from "./types";

/** The word of each state. `error` is no verdict on the code, so it does not say one. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  queued: "Queued",
  running: "Running",
  passed: "Passed",
  failed: "Failed",
  error: "Not checked",
};

export const LETTER_SIGNS: Readonly<Record<Letter["state"], { word: string; icon: string }>> = {
  queued: { word: "Queued", icon: "waits" },
  sent: { word: "Sent", icon: "sent" },
  failed: { word: "Failed", icon: "bounced" },
  off: { word: "Off", icon: "off" },
};

export function isPending(state: State): boolean {
  return state === "queued" || state === "running";
}
