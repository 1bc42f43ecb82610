/** The address that waits for its email. It outlives a reload of the tab; link and password are never stored. */

import type { Registered } from "../../lib/types";

const KEY = "lintbox-waiting";

export interface Waiting {
  email: string;
  mail: "smtp" | "local" | null;
}

/** The link of the local mailbox: shown once, gone with the page. */
let shownUrl: string | null = null;

/** The password of the registration, in the memory of this page alone (ASVS 14.3.3). */
let chosen = "";

export function keep({ email, mail, verify_url }: Registered, password: string): void {
  shownUrl = verify_url ?? null;
  chosen = password;
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

export function recallPassword(): string {
  return chosen;
}

export function forgetPassword(): void {
  chosen = "";
  shownUrl = null;
}

function write(waiting: Waiting): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(waiting));
  } catch {
    // Without storage a reload begins at the form again.
  }
}
