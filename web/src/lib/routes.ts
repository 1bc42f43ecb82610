/** Maps paths to page names. `pages.ts` loads the module of each page. */

export type Route =
  | { page: Simple }
  | { page: (typeof WITH_ID)[keyof typeof WITH_ID]; id: string }
  | { page: "not-found" };

/** Pages without a parameter. */
const SIMPLE = {
  "/": "files",
  "/sign-in": "sign-in",
  "/sign-up": "sign-up",
  "/check-your-mail": "check-your-mail",
  "/verify": "verify",
  "/profiles": "profiles",
  "/codes": "codes",
  "/try": "try",
  "/reset": "reset",
  "/account": "account",
  "/emails/off": "emails-off",
  "/setup": "setup",
  "/admin": "admin-system",
  "/admin/audit": "admin-audit",
  "/admin/users": "admin-users",
  "/admin/files": "admin-files",
  "/admin/emails": "admin-emails",
  "/admin/emails/test": "admin-test-email",
} as const;

/** Pages whose path ends in an id. */
const WITH_ID = {
  "/files": "file",
  "/profiles": "profile",
  "/codes": "code",
  "/shared": "shared",
  "/admin/users": "admin-user",
  "/admin/files": "admin-file",
} as const;

type Simple = (typeof SIMPLE)[keyof typeof SIMPLE];

export type PageName = Route["page"];
export type AdminPage = Extract<PageName, `admin-${string}`>;

export function routeOf(path: string): Route {
  if (Object.hasOwn(SIMPLE, path)) return { page: SIMPLE[path as keyof typeof SIMPLE] };
  const [, parent = "", encoded = ""] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
  const id = decode(encoded);
  if (Object.hasOwn(WITH_ID, parent) && id) return { page: WITH_ID[parent as keyof typeof WITH_ID], id };
  return { page: "not-found" };
}

/** A truncated link may end in an incomplete escape sequence. */
function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}

/** Pages that require a session. `publicTry`: the server admits visitors to the page for trying. */
export function isPrivate(page: PageName, publicTry = false): boolean {
  if (page === "try") return !publicTry;
  return page === "files" || page === "file" || page === "profiles" || page === "profile" || page === "account" || isForAdmins(page);
}

/** Pages for everybody, with the frame of the signed-in pages for a user. */
export function isForEverybody(page: PageName, publicTry = false): boolean {
  if (page === "try") return publicTry;
  return page === "codes" || page === "code" || page === "shared";
}

export function isForAdmins(page: PageName): page is AdminPage {
  return page.startsWith("admin-");
}

/** Pages that use the full width of the window, because they show source. */
export function isWide(page: PageName): boolean {
  return page === "file" || page === "try" || page === "admin-file" || page === "shared";
}
