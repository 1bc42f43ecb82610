import { beforeEach, describe, expect, test } from "vitest";

import { adoptDraft, dropDraft, dropDraftsOfOthers, findDraft, hasDrafts, keepDraft, VISITOR, type Draft } from "./drafts";

/** A storage like the browser's, with room for some characters. */
class Room implements Storage {
  #kept = new Map<string, string>();

  constructor(readonly most = 1000) {}

  get length(): number {
    return this.#kept.size;
  }

  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }

  getItem(name: string): string | null {
    return this.#kept.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    if (value.length > this.most) throw new DOMException("full", "QuotaExceededError");
    this.#kept.set(name, value);
  }

  removeItem(name: string): void {
    this.#kept.delete(name);
  }

  clear(): void {
    this.#kept.clear();
  }
}

const DRAFT: Draft = { text: "x = 1\n", base: "abc", changedAt: 1 };
let storage: Room;

beforeEach(() => {
  storage = new Room();
});

describe("drafts", () => {
  test("are found again until they are dropped", () => {
    expect(hasDrafts(storage)).toBe(false);
    expect(keepDraft("alice", "f1", DRAFT, storage)).toBe(true);
    expect(findDraft("alice", "f1", storage)).toEqual(DRAFT);
    expect(hasDrafts(storage)).toBe(true);
    dropDraft("alice", "f1", storage);
    expect(findDraft("alice", "f1", storage)).toBeNull();
    expect(hasDrafts(storage)).toBe(false);
  });

  test("belong to one user and one file", () => {
    keepDraft("alice", "f1", DRAFT, storage);
    expect(findDraft("bob", "f1", storage)).toBeNull();
    expect(findDraft("alice", "f2", storage)).toBeNull();
  });

  test("say when they do not fit", () => {
    expect(keepDraft("alice", "f1", { ...DRAFT, text: "x".repeat(1000) }, storage)).toBe(false);
    expect(findDraft("alice", "f1", storage)).toBeNull();
  });

  test("are ignored when they cannot be read", () => {
    storage.setItem("lintbox-draft alice f1", "{");
    storage.setItem("lintbox-draft alice f2", '{"text": 1}');
    expect(findDraft("alice", "f1", storage)).toBeNull();
    expect(findDraft("alice", "f2", storage)).toBeNull();
  });

  test("of other users are removed, and nothing else", () => {
    storage.setItem("other", "kept");
    keepDraft("alice", "f1", DRAFT, storage);
    keepDraft("bob", "f1", DRAFT, storage);
    keepDraft(VISITOR, "try", DRAFT, storage);
    dropDraftsOfOthers("bob", storage);
    expect(findDraft("alice", "f1", storage)).toBeNull();
    expect(findDraft("bob", "f1", storage)).toEqual(DRAFT);
    expect(findDraft(VISITOR, "try", storage)).toEqual(DRAFT);
    expect(storage.getItem("other")).toBe("kept");
  });

  test("of a visitor become those of the user who signs in", () => {
    keepDraft(VISITOR, "try", DRAFT, storage);
    adoptDraft("alice", "try", storage);
    expect(findDraft("alice", "try", storage)).toEqual(DRAFT);
    expect(findDraft(VISITOR, "try", storage)).toBeNull();
    keepDraft(VISITOR, "try", { ...DRAFT, text: "other" }, storage);
    adoptDraft("alice", "try", storage);
    expect(findDraft("alice", "try", storage)).toEqual(DRAFT);
  });
});
