import { each } from "./each";
import { sentence } from "./problem";
import { toast } from "./toast.svelte";
import { counted } from "./words";

/** Asks for a check of each file, and says for how many it will come. */
export async function checkAllAgain<T>(files: readonly T[], ask: (file: T) => Promise<unknown>): Promise<void> {
  const { done, failures } = await each(files, ask);
  const refused = failures.length > 0 ? ` ${counted(failures.length, "file")} not: ${sentence(failures[0])}` : "";
  toast.say(`${counted(done, "file")} will be checked again.${refused}`);
}
