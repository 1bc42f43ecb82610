/** Which page a path means, and where its code is. */

export type Route =
  | { page: "files" }
  | { page: "file" | "profile"; id: string }
  | { page: "profiles" }
  | { page: "sign-in" | "sign-up" | "check-your-mail" | "verify" }
  | { page: "not-found" };

export type PageName = Route["page"];

export function routeOf(path: string): Route {
  if (path === "/") return { page: "files" };
  const id = /^\/files\/([^/]+)$/.exec(path)?.[1];
  if (id) return { page: "file", id: decodeURIComponent(id) };
  if (path === "/profiles") return { page: "profiles" };
  const profile = /^\/profiles\/([^/]+)$/.exec(path)?.[1];
  if (profile) return { page: "profile", id: decodeURIComponent(profile) };
  if (path === "/sign-in" || path === "/sign-up" || path === "/check-your-mail" || path === "/verify") {
    return { page: path.slice(1) as "sign-in" | "sign-up" | "check-your-mail" | "verify" };
  }
  return { page: "not-found" };
}

/** Pages that only somebody who is signed in may see. */
export function isPrivate(page: PageName): boolean {
  return page === "files" || page === "file" || page === "profiles" || page === "profile";
}

/** Each page is loaded when it is first wanted, so that the first one comes soon. */
export const LOADERS = {
  files: () => import("../pages/files/Files.svelte"),
  file: () => import("../pages/file/FilePage.svelte"),
  profiles: () => import("../pages/profiles/Profiles.svelte"),
  profile: () => import("../pages/profiles/ProfilePage.svelte"),
  "sign-in": () => import("../pages/account/SignIn.svelte"),
  "sign-up": () => import("../pages/account/SignUp.svelte"),
  "check-your-mail": () => import("../pages/account/CheckMail.svelte"),
  verify: () => import("../pages/account/Verify.svelte"),
  "not-found": () => import("../pages/NotFound.svelte"),
} satisfies Record<PageName, () => Promise<unknown>>;
