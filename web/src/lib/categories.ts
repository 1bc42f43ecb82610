import type { CategoryKey } from "./types";

/** One of the six categories of findings: its words, its shape (icon) and its tone (style). */
export interface Category {
  key: CategoryKey;
  name: string;
  icon: string;
  style: string;
}

/** Heaviest first: this is their order everywhere. */
export const CATEGORIES: readonly Category[] = [
  { key: "will_not_run", name: "Will not run", icon: "run", style: "g-run" },
  { key: "likely_bug", name: "Likely bug", icon: "bug", style: "g-bug" },
  { key: "unused", name: "Unused", icon: "unused", style: "g-unused" },
  { key: "complexity", name: "Complexity", icon: "complex", style: "g-complex" },
  { key: "names_docs", name: "Names and docs", icon: "names", style: "g-names" },
  { key: "layout", name: "Layout", icon: "layout", style: "g-layout" },
];

const BY_KEY = new Map(CATEGORIES.map((category) => [category.key, category]));
const WEIGHT = new Map(CATEGORIES.map((category, index) => [category.key, index]));
const LIGHTEST = CATEGORIES.at(-1) as Category;

export function categoryOf(key: CategoryKey): Category {
  return BY_KEY.get(key) ?? LIGHTEST;
}

/** The category that gives a line its tone when several findings stand on it. */
export function heaviest(keys: readonly CategoryKey[]): Category {
  const weights = keys.map((key) => WEIGHT.get(key) ?? CATEGORIES.length - 1);
  return CATEGORIES[Math.min(...weights)] ?? LIGHTEST;
}
