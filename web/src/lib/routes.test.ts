import { expect, test } from "vitest";

import { isForAdmins, isForEverybody, isPrivate, isWide, routeOf } from "./routes";

test.each([
  ["/", { page: "files" }],
  ["/sign-in", { page: "sign-in" }],
  ["/admin", { page: "admin-system" }],
  ["/codes", { page: "codes" }],
  ["/codes/F401", { page: "code", id: "F401" }],
  ["/shared/abc", { page: "shared", id: "abc" }],
  ["/files/a%20b", { page: "file", id: "a b" }],
  ["/admin/users/7", { page: "admin-user", id: "7" }],
  // half of an escaped character: the link was cut off
  ["/files/%E4%B8", { page: "not-found" }],
  ["/files/1/2", { page: "not-found" }],
  ["/toString", { page: "not-found" }],
])("%s is the page %o", (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test("the pages of administrators are private, the account pages are not", () => {
  expect([isPrivate("admin-users"), isPrivate("file"), isPrivate("sign-in"), isPrivate("setup")]).toEqual([true, true, false, false]);
  expect([isForAdmins("admin-file"), isForAdmins("file")]).toEqual([true, false]);
  expect([isWide("admin-file"), isWide("files")]).toEqual([true, false]);
});

test("visitors may try only where the server admits them", () => {
  expect([isPrivate("try"), isForEverybody("try")]).toEqual([true, false]);
  expect([isPrivate("try", true), isForEverybody("try", true)]).toEqual([false, true]);
  expect([isPrivate("file", true), isForEverybody("file", true)]).toEqual([true, false]);
});
