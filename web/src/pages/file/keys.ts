/** The keys of a page: one table that is handled and shown. */

export interface PageKey {
  /** As in `KeyboardEvent.key`. */
  key: string;
  /** What it does, for the dialog. */
  does: string;
  /** Missing for a key that the focused element handles itself. */
  press?: () => void;
}

/** Finds the key of an event, unless it is typed into a field or held with another key. */
export function findKey(keys: readonly PageKey[], event: KeyboardEvent): PageKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return undefined;
  return keys.find(({ key, press }) => press && key === event.key);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]") !== null;
}
