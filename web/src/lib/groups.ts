import type { GroupKey } from "./types";

/** One of the six groups of findings: its words, its shape (icon) and its tone (style). */
export interface Group {
  key: GroupKey;
  name: string;
  icon: string;
  style: string;
}

/** Heaviest first: this is their order everywhere. */
export const GROUPS: readonly Group[] = [
  { key: "will_not_run", name: "Will not run", icon: "run", style: "g-run" },
  { key: "likely_bug", name: "Likely bug", icon: "bug", style: "g-bug" },
  { key: "unused", name: "Unused", icon: "unused", style: "g-unused" },
  { key: "complexity", name: "Complexity", icon: "complex", style: "g-complex" },
  { key: "names_docs", name: "Names and docs", icon: "names", style: "g-names" },
  { key: "layout", name: "Layout", icon: "layout", style: "g-layout" },
];

const BY_KEY = new Map(GROUPS.map((group) => [group.key, group]));
const WEIGHT = new Map(GROUPS.map((group, index) => [group.key, index]));
const LIGHTEST = GROUPS.at(-1) as Group;

export function groupOf(key: GroupKey): Group {
  return BY_KEY.get(key) ?? LIGHTEST;
}

/** The group that gives a line its tone when several findings stand on it. */
export function heaviest(keys: readonly GroupKey[]): Group {
  const weights = keys.map((key) => WEIGHT.get(key) ?? GROUPS.length - 1);
  return GROUPS[Math.min(...weights)] ?? LIGHTEST;
}
