/** The event stream: reports changed files, and when pages have to read everything again. */

import { eventsAddress, readSession } from "./api";
import { backOffSeconds, connection } from "./connection.svelte";
import type { FileChange } from "./types";

export interface Listener {
  /** One file changed. */
  changed(change: FileChange): void;
  /** The stream connected or reconnected: earlier events may be missing. */
  resumed(): void;
}

const listeners = new Set<Listener>();

/** Returns the function that unsubscribes. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Browsers allow six HTTP/1.1 connections per host, so a hidden tab closes its stream.
const HIDDEN_SECONDS = 60;

/** Keeps the stream open while the tab is visible. Returns the function that ends it. */
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

  /** An EventSource reports no reason for an error; reading the session tells whether the user is signed out or the server is down. */
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

  function reopen(): void {
    if (!document.hidden) open();
  }

  document.addEventListener("visibilitychange", follow);
  addEventListener("online", open);
  // Otherwise the pages would miss changes until the next attempt, while every other request is answered.
  const unsubscribe = connection.onRestored(reopen);
  follow();
  return () => {
    document.removeEventListener("visibilitychange", follow);
    removeEventListener("online", open);
    unsubscribe();
    close();
  };
}
