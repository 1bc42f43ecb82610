/** The module of each page. */

import type { Component } from "svelte";

import { isForAdmins } from "./lib/routes";
import type { AdminPage, PageName } from "./lib/routes";

/** Each page is loaded on first use, which keeps the first page small. */
const LOADERS = {
  files: () => import("./pages/files/Files.svelte"),
  file: () => import("./pages/file/FilePage.svelte"),
  profiles: () => import("./pages/profiles/Profiles.svelte"),
  profile: () => import("./pages/profiles/ProfilePage.svelte"),
  codes: () => import("./pages/codes/Codes.svelte"),
  code: () => import("./pages/codes/CodePage.svelte"),
  shared: () => import("./pages/shared/SharedPage.svelte"),
  account: () => import("./pages/preferences/Account.svelte"),
  "emails-off": () => import("./pages/preferences/EmailsOff.svelte"),
  try: () => import("./pages/try/TryPage.svelte"),
  "sign-in": () => import("./pages/account/SignIn.svelte"),
  "sign-up": () => import("./pages/account/SignUp.svelte"),
  "check-your-mail": () => import("./pages/account/CheckMail.svelte"),
  verify: () => import("./pages/account/Verify.svelte"),
  reset: () => import("./pages/account/Reset.svelte"),
  setup: () => import("./pages/account/Setup.svelte"),
  "not-found": () => import("./pages/NotFound.svelte"),
} satisfies Record<Exclude<PageName, AdminPage>, () => Promise<unknown>>;

export function loadPage(page: PageName): Promise<{ default: Component }> {
  return isForAdmins(page) ? import("./pages/admin/pages").then(({ PAGES }) => PAGES[page]()) : LOADERS[page]();
}
