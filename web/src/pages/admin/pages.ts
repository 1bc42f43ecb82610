import type { Component } from "svelte";

import type { AdminPage } from "../../lib/routes";

/** The module of each page. Loaded for administrators only, which keeps the first page small. */
export const PAGES: Readonly<Record<AdminPage, () => Promise<{ default: Component }>>> = {
  "admin-system": () => import("./system/System.svelte"),
  "admin-audit": () => import("./system/Audit.svelte"),
  "admin-users": () => import("./users/Users.svelte"),
  "admin-user": () => import("./users/UserPage.svelte"),
  "admin-files": () => import("./files/AllFiles.svelte"),
  "admin-file": () => import("./files/AdminFilePage.svelte"),
  "admin-emails": () => import("./emails/Emails.svelte"),
  "admin-test-email": () => import("./emails/TestEmail.svelte"),
};
