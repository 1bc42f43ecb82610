/** All of the stream: tells pages which files changed, and when to read everything again. */

import { eventsAddress, readSession } from "./api";
import { backOffSeconds } from "./backoff";
import type { FileChange } from "./types";

export interface Listener {
  /** One file changed. */
  changed(change: FileChange): void;
  /** The stream began, or began again: whatever happened meanwhile was not heard. */
  resumed(): void;
}

const listeners = new Set<Listener>();

/** Hear of changes until the function that comes back is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Browsers allow six HTTP/1.1 connections per host: a tab that nobody sees gives its own back.
const HIDDEN_SECONDS = 60;

/** Holds the stream while the tab is seen, until the function that comes back is called. */
export function holdStream(): () => void {
  let source: EventSource | null = null;
  let failures = 0;
  let timer = 0;

  function open(): void {
    clearTimeout(timer);
    if (source) return;
    source = new EventSource(eventsAddress);
    source.addEventListener("hello", () => {
      failures = 0;
      for (const listener of listeners) listener.resumed();
    });
    source.addEventListener("file", (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as FileChange;
      for (const listener of listeners) listener.changed(change);
    });
    source.addEventListener("error", retry);
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  /** An EventSource cannot tell why it broke; the session can: signed out, no server, or just once more. */
  function retry(): void {
    close();
    timer = setTimeout(open, backOffSeconds(failures++) * 1000);
    readSession().catch(() => undefined);
  }

  function follow(): void {
    if (!document.hidden) open();
    else if (source) timer = setTimeout(close, HIDDEN_SECONDS * 1000);
    else close();
  }

  document.addEventListener("visibilitychange", follow);
  addEventListener("online", open);
  follow();
  return () => {
    document.removeEventListener("visibilitychange", follow);
    removeEventListener("online", open);
    close();
  };
}
