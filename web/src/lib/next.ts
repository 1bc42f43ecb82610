/** Where to go after signing in: a path of ours from `?next=`, else the list of files. */
export function safeNext(asked: string | null, base: string, origin: string): string {
  if (!asked?.startsWith(base)) return base;
  let target: URL;
  try {
    // The URL parser reads "//host" and "/\host" as other hosts: what it makes of it counts, not what it looks like.
    target = new URL(asked, origin);
  } catch {
    return base;
  }
  const ours = target.origin === origin && target.pathname.startsWith(base);
  return ours ? target.pathname + target.search + target.hash : base;
}

/** The query of the sign-in page that leads back to `here`. */
export function nextQuery(here: string, base: string): string {
  return here === base ? "" : `?${new URLSearchParams({ next: here })}`;
}
