import { tick } from "svelte";

import { Problem } from "./problem";

export type FieldErrors = Readonly<Record<string, string>>;

/** Moves to the first field that is wrong, once its error stands beside it. */
export async function focusFirstWrong(form: HTMLFormElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

export function addressError(email: string): string | undefined {
  if (!email.trim()) return "Write your e-mail address.";
  if (!/^[^@\s]+@[^@\s]+$/.test(email.trim())) return "Not an address yet. Write it in full, like ada@school.example.";
  return undefined;
}

/** Keeps only the fields that have an error. */
export function onlyErrors(errors: Record<string, string | undefined>): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

export function errorsOf(error: unknown): FieldErrors {
  return error instanceof Problem ? error.errors : {};
}
