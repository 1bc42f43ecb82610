/** One action on many items. */

import { newBatchName } from "./batches";
import { sentence } from "./problem";
import { toast } from "./toast.svelte";
import { counted } from "./words";

const CONCURRENCY = 4;

/** Runs an action for each item, a few at a time; failures do not stop the rest. The checks of one `batch` share an email. */
export async function runForAll<Item>(
  items: readonly Item[],
  action: (item: Item, batch: string) => Promise<unknown>,
): Promise<{ succeeded: number; errors: unknown[] }> {
  const errors: unknown[] = [];
  // An email that may get further results waits for them: that of one item alone does not.
  const batch = items.length > 1 ? newBatchName() : "";
  const remaining = items.values();
  const runLane = async (): Promise<void> => {
    for (const item of remaining) {
      try {
        await action(item, batch);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, runLane));
  return { succeeded: items.length - errors.length, errors };
}

/** Queues a check for each file and reports the number of files in a toast. */
export async function recheckAll<T>(files: readonly T[], recheck: (file: T, batch: string) => Promise<unknown>): Promise<void> {
  const { succeeded, errors } = await runForAll(files, recheck);
  const queued = succeeded > 0 || errors.length === 0 ? `${counted(succeeded, "file")} will be checked again.` : "";
  const refused = errors.length > 0 ? `${counted(errors.length, "file")} cannot be checked again: ${sentence(errors[0])}` : "";
  toast.show([queued, refused].filter(Boolean).join(" "));
}
