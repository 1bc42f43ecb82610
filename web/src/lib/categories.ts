import type { CategoryKey } from "./types";

/** One of the six categories of findings: its name, its icon and the class that sets its colour. */
export interface Category {
  key: CategoryKey;
  name: string;
  icon: string;
  style: string;
}

/** Most severe first: the order in every list. */
export const CATEGORIES: readonly Category[] = [
  { key: "will_not_run", name: "Will not run", icon: "run", style: "g-run" },
  { key: "likely_bug", name: "Likely bug", icon: "bug", style: "g-bug" },
  { key: "unused", name: "Unused", icon: "unused", style: "g-unused" },
  { key: "complexity", name: "Complexity", icon: "complex", style: "g-complex" },
  { key: "names_docs", name: "Names and docs", icon: "names", style: "g-names" },
  { key: "layout", name: "Layout", icon: "layout", style: "g-layout" },
];

const BY_KEY = new Map(CATEGORIES.map((category) => [category.key, category]));
const RANK = new Map(CATEGORIES.map((category, index) => [category.key, index]));
const LEAST_SEVERE = CATEGORIES.at(-1) as Category;

export function categoryOf(key: CategoryKey): Category {
  return BY_KEY.get(key) ?? LEAST_SEVERE;
}

/** The category that colours a line with several findings. */
export function mostSevere(keys: readonly CategoryKey[]): Category {
  const ranks = keys.map((key) => RANK.get(key) ?? CATEGORIES.length - 1);
  return CATEGORIES[Math.min(...ranks)] ?? LEAST_SEVERE;
}
