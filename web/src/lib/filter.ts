/** The filter of a list, as in the URL of the page. The parameters are those of the API. */

export interface Filter {
  text: string;
  state: string;
  sort: string;
  /** The id of the user whose rows are shown; empty for all users. */
  user: string;
}

export interface Choice {
  key: string;
  name: string;
}

/** A missing or unknown parameter means the first choice. */
export function filterOf(search: string, states: readonly Choice[], sorts: readonly Choice[]): Filter {
  const parameters = new URLSearchParams(search);
  const keyOf = (choices: readonly Choice[], name: string): string =>
    choices.find(({ key }) => key === parameters.get(name))?.key ?? "";
  return {
    text: parameters.get("q") ?? "",
    state: keyOf(states, "state"),
    sort: keyOf(sorts, "sort"),
    user: parameters.get("user") ?? "",
  };
}

/** The query of this filter, for the URL and for the API. */
export function searchOf({ text, state, sort, user }: Filter): string {
  const parameters = new URLSearchParams();
  if (state) parameters.set("state", state);
  if (text) parameters.set("q", text);
  if (sort) parameters.set("sort", sort);
  if (user) parameters.set("user", user);
  const query = parameters.toString();
  return query && `?${query}`;
}
