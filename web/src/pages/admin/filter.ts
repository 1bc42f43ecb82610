/** What a list shows, as its address says it: the words of the API are the words of the address. */

export interface Filter {
  text: string;
  state: string;
  sort: string;
  /** The id of the user whose rows are shown; empty for everybody's. */
  user: string;
}

export interface Choice {
  key: string;
  name: string;
}

/** What the address does not say, or says in a word that the list does not know, is the first choice. */
export function filterOf(search: string, states: readonly Choice[], sorts: readonly Choice[]): Filter {
  const parameters = new URLSearchParams(search);
  const among = (choices: readonly Choice[], name: string): string =>
    choices.find(({ key }) => key === parameters.get(name))?.key ?? "";
  return {
    text: parameters.get("q") ?? "",
    state: among(states, "state"),
    sort: among(sorts, "sort"),
    user: parameters.get("user") ?? "",
  };
}

/** The query that means this filter, for the address and for the API alike. */
export function searchOf({ text, state, sort, user }: Filter): string {
  const parameters = new URLSearchParams();
  if (state) parameters.set("state", state);
  if (text) parameters.set("q", text);
  if (sort) parameters.set("sort", sort);
  if (user) parameters.set("user", user);
  const query = parameters.toString();
  return query && `?${query}`;
}
