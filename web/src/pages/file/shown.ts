import { Problem } from "../../lib/problem";
import { isPending } from "../../lib/states";
import type { Check, StoredFile } from "../../lib/types";

/** The check whose result is shown: while a newer one is under way, that of the same content before it. */
export function shownCheck(file: StoredFile | null): Check | null {
  return file?.checks.find(({ state }) => !isPending(state)) ?? null;
}

/** Gives the shown check its findings: only the newest comes with them, an earlier one has them from before, or is read. */
export async function addFindings(file: StoredFile, before: StoredFile | null, read: (check: string) => Promise<Check>): Promise<void> {
  const shown = shownCheck(file);
  if (!shown || shown.findings) return;
  const known = before?.checks.find(({ id }) => id === shown.id);
  try {
    const { findings, reproduce } = known?.findings ? known : await read(shown.id);
    Object.assign(shown, { findings, reproduce });
  } catch (error) {
    // Removed meanwhile, as so many newer ones came: that is not the end of the file.
    if (!(error instanceof Problem && error.status === 404)) throw error;
  }
}
