export interface Outcome {
  done: number;
  failures: unknown[];
}

/** Does one thing to many, a few at a time, and says how often it worked. */
export async function each<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
  atOnce = 4,
): Promise<Outcome> {
  const outcome: Outcome = { done: 0, failures: [] };
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) {
      try {
        await work(item);
        outcome.done += 1;
      } catch (error) {
        outcome.failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcome;
}
