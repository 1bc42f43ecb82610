/** Checks a text while it is being typed. */

import * as api from "../../lib/api";
import { Problem, sentence, Unreachable } from "../../lib/problem";
import { session } from "../../lib/session.svelte";
import type { Report } from "../../lib/types";
import { findingsOf, numbered, type NumberedFinding } from "../file/numbered";

/** What is checked, and how; `profile` and `python` are null for those of the user. */
export interface Subject {
  name: string;
  content: string;
  profile: string | null;
  python: string | null;
}

const PAUSE_MS = 40;
const RETRY_MS = 2000;

/** The newest text decides: a request for an older one is aborted. */
export class LiveCheck {
  /** The newest answer; null before the first one. */
  report = $state.raw<Report | null>(null);
  /** Whether the answer is about an older text. */
  outdated = $state(true);
  /** Why there is no answer about the newest text. */
  failure = $state("");

  readonly findings = $derived.by<readonly NumberedFinding[]>(() => (this.report ? numbered(findingsOf(this.report)) : []));

  #timer = 0;
  #request: AbortController | null = null;

  /** Checks the text soon; called again, the earlier text is forgotten. */
  check(subject: Subject, pauseMs = PAUSE_MS): void {
    this.stop();
    this.outdated = true;
    this.#timer = setTimeout(() => void this.#send(subject), pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = null;
  }

  async #send(subject: Subject): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    try {
      const report = await api.checkText(subject, request.signal);
      if (request.signal.aborted) return;
      this.report = report;
      this.failure = "";
      this.outdated = false;
    } catch (error) {
      if (request.signal.aborted) return;
      this.failure = sentence(error);
      const pauseMs = pauseAfter(error);
      if (pauseMs !== null && !session.isOver) this.check(subject, pauseMs);
    }
  }
}

/** When to try again; null for a text that will be refused again. */
function pauseAfter(error: unknown): number | null {
  if (error instanceof Unreachable) return RETRY_MS;
  if (error instanceof Problem && [429, 503].includes(error.status)) return Math.max(error.retryAfterSeconds * 1000, RETRY_MS);
  return null;
}
