import { Problem } from "../../lib/problem";
import { isPending } from "../../lib/states";
import type { Check, StoredFile } from "../../lib/types";

/** The check whose result is shown: the newest one that has ended. */
export function shownCheck(file: StoredFile | null): Check | null {
  return file?.checks.find(({ state }) => !isPending(state)) ?? null;
}

/** Adds the findings to the shown check. The API includes them in the newest check only; for an earlier one they are taken from the previous answer, or read. */
export async function addFindings(file: StoredFile, before: StoredFile | null, read: (check: string) => Promise<Check>): Promise<void> {
  const shown = shownCheck(file);
  if (!shown || shown.findings) return;
  const known = before?.checks.find(({ id }) => id === shown.id);
  try {
    const { findings, reproduce, delta, suppressed, suppressed_total, useless_noqa } = known?.findings ? known : await read(shown.id);
    Object.assign(shown, { findings, reproduce, delta, suppressed, suppressed_total, useless_noqa });
  } catch (error) {
    // The check was removed meanwhile because newer ones exceed the limit. The file still exists.
    if (!(error instanceof Problem && error.status === 404)) throw error;
  }
}
