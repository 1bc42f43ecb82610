/** The page to show after sign-in: the path in `?next=` when it is inside this app, else the base path. */
export function safeReturnPath(next: string | null, base: string, origin: string): string {
  if (!next?.startsWith(base)) return base;
  let target: URL;
  try {
    // The URL parser reads "//host" and "/\host" as other hosts, so compare the parsed URL.
    target = new URL(next, origin);
  } catch {
    return base;
  }
  const ours = target.origin === origin && target.pathname.startsWith(base);
  return ours ? target.pathname + target.search + target.hash : base;
}

/** The query of the sign-in page that returns to `here`. */
export function returnQuery(here: string, base: string): string {
  return here === base ? "" : `?${new URLSearchParams({ next: here })}`;
}
