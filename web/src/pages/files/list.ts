import * as api from "../../lib/api";
import { PagedList } from "../../lib/pagedList.svelte";
import { isPending, STATE_WORDS } from "../../lib/states";
import type { StoredFile } from "../../lib/types";
import { counted } from "../../lib/words";

const ROWS_PER_PAGE = 100;
const MOST_NAMED = 3;

/** The user's files. The list outlives its page, so that it is there when the user returns from a file. */
export const list = new PagedList(api.listFiles, ({ files }) => files, ROWS_PER_PAGE);

/** The checks that ended between two reads of the list, in words for screen readers; empty when none did. */
export function describeEndedChecks(before: readonly StoredFile[], after: readonly StoredFile[]): string {
  const pending = new Set(before.filter(({ state }) => isPending(state)).map(({ id }) => id));
  const ended = after.filter(({ id, state }) => pending.has(id) && !isPending(state));
  if (ended.length > MOST_NAMED) return `${counted(ended.length, "file")} checked.`;
  return ended.map(({ name, state, checks }) => `${name}: ${STATE_WORDS[state].toLowerCase()}${findings(state, checks[0]?.total)}.`).join(" ");
}

function findings(state: string, total: number | null | undefined): string {
  return state === "failed" && total ? `, ${counted(total, "finding")}` : "";
}
