import * as api from "./api";
import { sentence } from "./problem";
import { session } from "./session.svelte";
import type { Preferences, ResultMail } from "./types";

/** When an email is sent for a finished check, in the order of their number. */
export const RESULT_MAIL: readonly { value: ResultMail; label: string; meaning: string }[] = [
  { value: "always", label: "Always", meaning: "After each check, with all findings." },
  { value: "changes", label: "When something changed", meaning: "If the result is not the same as before." },
  { value: "never", label: "Never", meaning: "Results stand on the pages only. Emails about your account still come." },
];

export function labelOf(resultMail: ResultMail): string {
  return RESULT_MAIL.find(({ value }) => value === resultMail)?.label ?? "";
}

/** What the user has chosen for all files, and their name. */
class PreferenceStore {
  failure = $state("");

  #loaded = $state.raw<{ user: string | undefined; preferences: Preferences } | null>(null);

  /** Null until the server answers. */
  readonly known = $derived.by(() => (this.#loaded?.user === session.user?.id ? (this.#loaded?.preferences ?? null) : null));
  readonly name = $derived.by(() => this.known?.display_name ?? "");

  /** Reads them, unless they are known already. */
  readonly read = (): void => {
    if (!this.known) void this.reread();
  };

  readonly reread = async (): Promise<void> => {
    try {
      this.#store(await api.readPreferences());
    } catch (error) {
      this.failure = sentence(error);
    }
  };

  /** Raises: Problem, Unreachable. */
  async change(changes: Partial<Preferences>): Promise<void> {
    this.#store(await api.changePreferences(changes));
  }

  #store(preferences: Preferences): void {
    this.#loaded = { user: session.user?.id, preferences };
    this.failure = "";
  }
}

export const preferences = new PreferenceStore();
