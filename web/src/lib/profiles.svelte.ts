import * as api from "./api";
import { coalesce } from "./coalesce";
import { sentence } from "./problem";
import { session } from "./session.svelte";
import type { Outdated, Profile, Profiles } from "./types";

const REREAD_GAP_MS = 1000;
const NONE: Outdated = { by_profile: 0, by_versions: 0 };

/** The user's profiles, and how many results another profile or other versions would perhaps make otherwise. */
class KnownProfiles {
  failure = $state("");

  #read = $state.raw<{ user: string | undefined; profiles: Profiles; outdated: Outdated } | null>(null);
  readonly #own = $derived.by(() => (this.#read?.user === session.user?.id ? this.#read : null));

  /** Null until they were read. */
  readonly known = $derived.by(() => this.#own?.profiles ?? null);
  readonly outdated = $derived.by(() => this.#own?.outdated ?? NONE);
  readonly default = $derived.by(() => this.find(this.known?.default ?? null));

  /** Reads all again; many calls become few requests. */
  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  find(id: string | null): Profile | undefined {
    return this.known?.profiles.find((profile) => profile.id === id);
  }

  /** Raises what the server says. */
  async chooseDefault(id: string): Promise<void> {
    const profiles = await api.chooseDefaultProfile(id);
    this.#note(profiles, await api.countOutdated());
  }

  async refresh(): Promise<void> {
    const [profiles, outdated] = await Promise.all([api.listProfiles(), api.countOutdated()]);
    this.#note(profiles, outdated);
  }

  async #reread(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  #note(profiles: Profiles, outdated: Outdated): void {
    this.#read = { user: session.user?.id, profiles, outdated };
    this.failure = "";
  }
}

export const profiles = new KnownProfiles();
