/** The Pythons of the server: a profile, an upload or a file chooses one by its version, or the newest. */

import type { Profiles } from "./types";

export const NEWEST = "newest";

/** Makes a file follow its profile again. */
export const OF_PROFILE = "profile";

/** Whether there is anything to choose. */
export function hasChoice(known: Profiles | null): boolean {
  return (known?.pythons.length ?? 0) > 1;
}

/** Returns "Newest (now 3.15)", or "Python 3.14". */
export function nameOf(python: string, known: Pick<Profiles, "newest_python">): string {
  return python === NEWEST ? `Newest (now ${known.newest_python})` : `Python ${python}`;
}

/** Returns major and minor version: "3.14" for "3.14.8". */
export function shortVersion(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
