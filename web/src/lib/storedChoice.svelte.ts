/** A choice stored in this browser. The first key is the default. */
export class StoredChoice<Key extends string> {
  chosen = $state.raw() as Key;

  constructor(
    readonly name: string,
    keys: readonly [Key, ...Key[]],
  ) {
    this.chosen = keys.find((key) => key === read(name)) ?? keys[0];
  }

  choose(key: Key): void {
    this.chosen = key;
    try {
      localStorage.setItem(this.name, key);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
