/**
 * Texts that are being edited and not saved yet. They survive reloading, other pages and the end of a session, in this
 * tab only, and are removed when another user signs in.
 */

import { unsaved } from "../../lib/unsaved.svelte";

/** `base` is the SHA-256 of the content that was opened; empty for a text without a file. */
export interface Draft {
  text: string;
  base: string;
  /** Time in milliseconds since 1970. */
  changedAt: number;
  /** The chosen profile of a text without a file. */
  profile?: string;
  name?: string;
}

const PREFIX = "lintbox-draft ";
/** The owner of the drafts of a visitor who has not signed in. */
export const VISITOR = "-";

/** Returns null if there is none, or it cannot be read. */
export function findDraft(owner: string, key: string, storage: Storage = sessionStorage): Draft | null {
  try {
    const draft: unknown = JSON.parse(storage.getItem(nameOf(owner, key)) ?? "null");
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

/** Returns whether it is stored: the browser limits the size of all drafts together. */
export function keepDraft(owner: string, key: string, draft: Draft, storage: Storage = sessionStorage): boolean {
  try {
    storage.setItem(nameOf(owner, key), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(owner: string, key: string, storage: Storage = sessionStorage): void {
  storage.removeItem(nameOf(owner, key));
}

/** Makes the visitor's text that of the user who has signed in, unless the user has one. */
export function adoptDraft(owner: string, key: string, storage: Storage = sessionStorage): void {
  const draft = findDraft(VISITOR, key, storage);
  if (draft && !findDraft(owner, key, storage)) keepDraft(owner, key, draft, storage);
  dropDraft(VISITOR, key, storage);
}

/** Removes the drafts of other users, not those of visitors. */
export function dropDraftsOfOthers(owner: string, storage: Storage = sessionStorage): void {
  for (const name of namesIn(storage)) {
    if (![owner, VISITOR].some((one) => name.startsWith(nameOf(one, "")))) storage.removeItem(name);
  }
}

export function hasDrafts(storage: Storage = sessionStorage): boolean {
  return namesIn(storage).length > 0;
}

/** Asks before the tab is closed while it has drafts: they end with it. */
export function guardDrafts(): void {
  stopGuarding();
  stopGuarding = unsaved.guard(() => hasDrafts(), true);
}

let stopGuarding = (): unknown => undefined;

function nameOf(owner: string, key: string): string {
  return `${PREFIX}${owner} ${key}`;
}

function namesIn(storage: Storage): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((name) => name.startsWith(PREFIX));
}

function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && "text" in value && typeof value.text === "string" && "base" in value && "changedAt" in value;
}
