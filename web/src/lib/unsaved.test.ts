import { afterEach, expect, test } from "vitest";

import { unsaved } from "./unsaved.svelte";

afterEach(() => {
  unsaved.pending = null;
  unsaved.clear();
});

test("leaving a page asks about its input alone, and keeps what only the tab would lose", () => {
  let left = 0;
  unsaved.guard(() => true, true);
  unsaved.leave(() => (left += 1));
  expect(left).toBe(1);
  unsaved.guard(() => true);
  unsaved.leave(() => (left += 1));
  expect(left).toBe(1);
  unsaved.confirm();
  expect([left, unsaved.onPage, unsaved.inTab]).toEqual([2, false, true]);
});

test("ending the document asks about everything, once", () => {
  let ended = 0;
  unsaved.guard(() => true, true);
  unsaved.leaveTab(() => (ended += 1));
  expect(ended).toBe(0);
  unsaved.confirm();
  expect([ended, unsaved.pending, unsaved.inTab]).toEqual([1, null, false]);
});
