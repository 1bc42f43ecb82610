import { tick } from "svelte";

import { Problem } from "./problem";
import { counted } from "./words";

const SHORTEST_PASSWORD = 12;

export const PASSWORD_HINT =
  "12 characters or more. Four words that do not belong together are strong and easy to keep in mind.";

export type FieldErrors = Readonly<Record<string, string>>;

/** Focuses the first invalid field, after its error is rendered. */
export async function focusFirstInvalid(form: HTMLFormElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

export function addressError(email: string): string | undefined {
  if (!email.trim()) return "Write your e-mail address.";
  if (!/^[^@\s]+@[^@\s]+$/.test(email.trim())) return "Not an address yet. Write it in full, like ada@school.example.";
  return undefined;
}

/** The error of a new password. */
export function passwordError(password: string): string | undefined {
  const length = [...password].length;
  if (length === 0) return "Write a password.";
  if (length < SHORTEST_PASSWORD) return `Too short: ${counted(length, "character")}, and it needs ${SHORTEST_PASSWORD}.`;
  return undefined;
}

export function onlyErrors(errors: Record<string, string | undefined>): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/**
 * The token of a one-time link, unchanged: the server repairs what mail programs do to it. A fragment is never
 * sent to a server, so it is in no log; the query is for mail programs that drop fragments.
 */
export function tokenOf({ hash, search }: { hash: string; search: string }): string {
  return /token(?:=|%3D)(.+)/is.exec(hash)?.[1] ?? /token(?:=|%3D)(.+)/is.exec(search)?.[1] ?? "";
}

export function errorsOf(error: unknown): FieldErrors {
  return error instanceof Problem ? error.errors : {};
}
