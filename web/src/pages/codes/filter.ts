/** The filter of the list of codes, as in the URL of the page. */

import { CATEGORIES } from "../../lib/categories";
import type { Choice, Filter } from "../../lib/filter";
import type { Code } from "../../lib/types";

export const CATEGORY_CHOICES: readonly Choice[] = [{ key: "", name: "All" }, ...CATEGORIES.map(({ key, name }) => ({ key, name }))];

/** The tools that report codes, in the order of their names. */
export function toolsOf(codes: readonly Code[]): Choice[] {
  const names = [...new Set(codes.map(({ plugin }) => plugin))].sort();
  return [{ key: "", name: "All tools" }, ...names.map((name) => ({ key: name, name }))];
}

/** `state` is the category and `sort` the tool. An unknown category means all. */
export function codeFilterOf(search: string): Filter {
  const parameters = new URLSearchParams(search);
  const category = parameters.get("category");
  return {
    text: parameters.get("q") ?? "",
    state: CATEGORY_CHOICES.find(({ key }) => key === category)?.key ?? "",
    sort: parameters.get("tool") ?? "",
    user: "",
  };
}

export function codeSearchOf({ text, state, sort }: Filter): string {
  const chosen = Object.entries({ category: state, q: text, tool: sort }).filter(([, value]) => value);
  return chosen.length > 0 ? `?${new URLSearchParams(chosen)}` : "";
}

/** The codes of the tool that begin with the text, or have all its words in title, explanation or category. */
export function findCodes(codes: readonly Code[], { text, sort }: Filter): Code[] {
  const ofTool = codes.filter(({ plugin }) => !sort || plugin === sort);
  const wanted = text.trim().toLowerCase();
  const beginning = ofTool.filter(({ code }) => code.toLowerCase().startsWith(wanted));
  if (!wanted || beginning.length > 0) return beginning;
  const words = wanted.split(/\s+/);
  const categories = new Map<string, string>(CATEGORIES.map(({ key, name }) => [key, name]));
  return ofTool.filter(({ title, why, category }) => {
    const searched = `${title} ${why} ${categories.get(category) ?? ""}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
