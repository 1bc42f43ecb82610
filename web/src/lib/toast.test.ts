import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { toast } from "./toast.svelte";

beforeEach(() => vi.useFakeTimers());

afterEach(() => {
  toast.close();
  vi.useRealTimers();
});

function pass(seconds: number): void {
  vi.advanceTimersByTime(seconds * 1000);
}

test("a message closes by itself, later with an action", () => {
  toast.show("Stored.");
  pass(5.9);
  expect(toast.text).toBe("Stored.");
  pass(0.2);
  expect(toast.text).toBe("");
  toast.show("Stored.", { label: "Undo", press: () => undefined });
  pass(19);
  expect(toast.text).toBe("Stored.");
  pass(2);
  expect(toast.text).toBe("");
});

test("a message stays while the pointer is on it, and closes some seconds after", () => {
  toast.show("Stored.");
  pass(5);
  toast.hold("pointer");
  pass(600);
  expect(toast.text).toBe("Stored.");
  toast.release("pointer");
  pass(4.9);
  expect(toast.text).toBe("Stored.");
  pass(0.2);
  expect(toast.text).toBe("");
});

test("the rest of its time passes if that is longer", () => {
  toast.show("Stored.", { label: "Undo", press: () => undefined });
  toast.hold("pointer");
  pass(1);
  toast.release("pointer");
  pass(18.9);
  expect(toast.text).toBe("Stored.");
  pass(0.2);
  expect(toast.text).toBe("");
});

test("the focus keeps a message that the pointer has left, also one that replaces it", () => {
  toast.show("Stored.");
  toast.hold("focus");
  toast.hold("pointer");
  toast.release("pointer");
  toast.show("Stored again.");
  pass(600);
  expect(toast.text).toBe("Stored again.");
  toast.release("focus");
  pass(6);
  expect(toast.text).toBe("");
});

test("a closed message keeps nothing of the next one", () => {
  toast.show("Stored.");
  toast.hold("pointer");
  toast.close();
  toast.release("pointer");
  toast.show("Stored again.");
  pass(6.1);
  expect(toast.text).toBe("");
});
