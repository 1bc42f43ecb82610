/** The address that waits for its letter. It outlives a reload of the tab; the link itself is never stored. */

import type { Registered } from "../../lib/types";

const KEY = "lintbox-waiting";

export interface Waiting {
  email: string;
  mail: "smtp" | "local" | null;
}

/** The link of the local mailbox: shown once, gone with the page. */
let shownUrl: string | null = null;

export function keep({ email, mail, verify_url }: Registered): void {
  shownUrl = verify_url ?? null;
  write({ email, mail });
}

export function keepAddress(email: string): void {
  write({ email, mail: recall()?.mail ?? null });
}

export function recall(): Waiting | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Waiting | null;
  } catch {
    return null;
  }
}

export function recallUrl(): string | null {
  return shownUrl;
}

function write(waiting: Waiting): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(waiting));
  } catch {
    // Without storage a reload begins at the form again.
  }
}
