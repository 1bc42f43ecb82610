import { isPending, STATE_WORDS } from "../../lib/states";
import type { StoredFile } from "../../lib/types";
import { counted } from "../../lib/words";

const MOST_BY_NAME = 3;

/** What a screen reader is told after the list was read again: the checks that have ended since. */
export function news(before: readonly StoredFile[], after: readonly StoredFile[]): string {
  const pending = new Set(before.filter(({ state }) => isPending(state)).map(({ id }) => id));
  const ended = after.filter(({ id, state }) => pending.has(id) && !isPending(state));
  if (ended.length > MOST_BY_NAME) return `${counted(ended.length, "file")} checked.`;
  return ended.map(({ name, state, checks }) => `${name}: ${STATE_WORDS[state].toLowerCase()}${findings(state, checks[0]?.total)}.`).join(" ");
}

function findings(state: string, total: number | null | undefined): string {
  return state === "failed" && total ? `, ${counted(total, "finding")}` : "";
}
