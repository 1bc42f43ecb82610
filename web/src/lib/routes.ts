/** Which page a path means. `pages.ts` knows where the code of each is. */

export type Route =
  | { page: Simple }
  | { page: (typeof ONE)[keyof typeof ONE]; id: string }
  | { page: "not-found" };

/** Pages whose path says all. */
const SIMPLE = {
  "/": "files",
  "/sign-in": "sign-in",
  "/sign-up": "sign-up",
  "/check-your-mail": "check-your-mail",
  "/verify": "verify",
  "/profiles": "profiles",
  "/reset": "reset",
  "/setup": "setup",
  "/admin": "admin-system",
  "/admin/audit": "admin-audit",
  "/admin/users": "admin-users",
  "/admin/files": "admin-files",
  "/admin/emails": "admin-emails",
  "/admin/emails/test": "admin-test-email",
} as const;

/** Pages about one thing, whose path ends in its id. */
const ONE = {
  "/files": "file",
  "/profiles": "profile",
  "/admin/users": "admin-user",
  "/admin/files": "admin-file",
} as const;

type Simple = (typeof SIMPLE)[keyof typeof SIMPLE];

export type PageName = Route["page"];
export type AdminPage = Extract<PageName, `admin-${string}`>;

export function routeOf(path: string): Route {
  if (Object.hasOwn(SIMPLE, path)) return { page: SIMPLE[path as keyof typeof SIMPLE] };
  const [, parent = "", written = ""] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
  const id = decode(written);
  if (Object.hasOwn(ONE, parent) && id) return { page: ONE[parent as keyof typeof ONE], id };
  return { page: "not-found" };
}

/** A link that was cut off may end in half a character. */
function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return "";
  }
}

/** Pages that only somebody who is signed in may see. */
export function isPrivate(page: PageName): boolean {
  return page === "files" || page === "file" || page === "profiles" || page === "profile" || isForAdmins(page);
}

export function isForAdmins(page: PageName): page is AdminPage {
  return page.startsWith("admin-");
}

/** Pages as wide as the window: they show source. */
export function isWide(page: PageName): boolean {
  return page === "file" || page === "admin-file";
}
