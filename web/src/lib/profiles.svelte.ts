import * as api from "./api";
import { coalesce } from "./coalesce";
import { sentence } from "./problem";
import { session } from "./session.svelte";
import type { Outdated, Profile, Profiles } from "./types";

const REREAD_GAP_MS = 1000;
const NONE: Outdated = { by_profile: 0, by_versions: 0 };

/** The user's profiles, and the number of results that a different profile or different versions may change. */
class ProfileStore {
  failure = $state("");

  #loaded = $state.raw<{ user: string | undefined; profiles: Profiles; outdated: Outdated } | null>(null);
  readonly #ofUser = $derived.by(() => (this.#loaded?.user === session.user?.id ? this.#loaded : null));

  /** Null until the server answers. */
  readonly known = $derived.by(() => this.#ofUser?.profiles ?? null);
  readonly outdated = $derived.by(() => this.#ofUser?.outdated ?? NONE);
  readonly default = $derived.by(() => this.find(this.known?.default ?? null));

  /** Reads everything again; coalesced. */
  readonly reread = coalesce(() => this.refresh(), REREAD_GAP_MS);

  find(id: string | null): Profile | undefined {
    return this.known?.profiles.find((profile) => profile.id === id);
  }

  /** Raises: Problem, Unreachable. */
  async chooseDefault(id: string): Promise<void> {
    this.#store(await api.chooseDefaultProfile(id), this.outdated);
    await this.refresh();
  }

  /** Reads everything again now. A failure is shown in the list, and not thrown: the change before it was stored. */
  async refresh(): Promise<void> {
    try {
      const [profiles, outdated] = await Promise.all([api.listProfiles(), api.countOutdated()]);
      this.#store(profiles, outdated);
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  #store(profiles: Profiles, outdated: Outdated): void {
    this.#loaded = { user: session.user?.id, profiles, outdated };
    this.failure = "";
  }
}

export const profiles = new ProfileStore();
