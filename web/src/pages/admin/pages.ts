import type { Component } from "svelte";

import type { AdminPage } from "../../lib/routes";

/** Where the code of each page is. What only administrators need does not weigh on the others' first page. */
export const PAGES: Readonly<Record<AdminPage, () => Promise<{ default: Component }>>> = {
  "admin-system": () => import("./system/System.svelte"),
  "admin-audit": () => import("./system/Audit.svelte"),
  "admin-users": () => import("./users/Users.svelte"),
  "admin-user": () => import("./users/UserPage.svelte"),
  "admin-files": () => import("./files/AllFiles.svelte"),
  "admin-file": () => import("./files/AnyFile.svelte"),
  "admin-emails": () => import("./emails/Emails.svelte"),
  "admin-test-email": () => import("./emails/TestEmail.svelte"),
};
