/** The filter of the list, as in the URL of the page: `?state=failed&q=F401&sort=name`. */

import type { Counts, Sort, State } from "../../lib/types";

export interface Tab {
  key: string;
  name: string;
  states: readonly State[];
}

const ALL: Tab = { key: "", name: "All", states: [] };

export const TABS: readonly Tab[] = [
  ALL,
  { key: "failed", name: "Needs work", states: ["failed"] },
  { key: "passed", name: "Passed", states: ["passed"] },
  { key: "not-checked", name: "Not checked", states: ["error"] },
  { key: "in-progress", name: "In progress", states: ["queued", "running"] },
];

export const SORTS: readonly { key: Sort; name: string }[] = [
  { key: "newest", name: "Newest first" },
  { key: "name", name: "Name" },
  { key: "findings", name: "Most findings" },
];

export interface Filter {
  tab: Tab;
  text: string;
  sort: Sort;
}

export function filterOf(search: string): Filter {
  const parameters = new URLSearchParams(search);
  return {
    tab: TABS.find(({ key }) => key === parameters.get("state")) ?? ALL,
    text: parameters.get("q") ?? "",
    sort: SORTS.find(({ key }) => key === parameters.get("sort"))?.key ?? "newest",
  };
}

/** The query of this filter in the URL; empty for the default. */
export function searchOf({ tab, text, sort }: Filter): string {
  const parameters = new URLSearchParams();
  if (tab.key) parameters.set("state", tab.key);
  if (text) parameters.set("q", text);
  if (sort !== "newest") parameters.set("sort", sort);
  const query = parameters.toString();
  return query && `?${query}`;
}

/** The query of this filter for the API. */
export function queryOf({ tab, text, sort }: Filter): string {
  const parameters = new URLSearchParams({ sort });
  if (tab.states.length > 0) parameters.set("state", tab.states.join(","));
  if (text) parameters.set("q", text);
  return `?${parameters}`;
}

export function countOf({ states }: Tab, counts: Counts): number {
  return states.length === 0 ? counts.all : states.reduce((sum, state) => sum + counts[state], 0);
}
