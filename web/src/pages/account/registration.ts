/** The registration in progress. The address survives a reload of the tab; link and password are never stored. */

import type { Registered } from "../../lib/types";

const KEY = "lintbox-waiting";

export interface Registration {
  email: string;
  mail: "smtp" | "local" | null;
}

/** The confirmation link of the local mailbox, in memory only. */
let verifyUrl: string | null = null;

/** The chosen password, in memory only (ASVS 14.3.3). */
let chosenPassword = "";

export function rememberRegistration({ email, mail, verify_url }: Registered, password: string): void {
  verifyUrl = verify_url ?? null;
  chosenPassword = password;
  write({ email, mail });
}

export function rememberAddress(email: string): void {
  write({ email, mail: recall()?.mail ?? null });
}

export function recall(): Registration | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Registration | null;
  } catch {
    return null;
  }
}

export function recallVerifyUrl(): string | null {
  return verifyUrl;
}

export function recallPassword(): string {
  return chosenPassword;
}

export function forgetPassword(): void {
  chosenPassword = "";
  verifyUrl = null;
}

function write(registration: Registration): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(registration));
  } catch {
    // Without storage a reload returns to the empty form.
  }
}
