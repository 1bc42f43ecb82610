import type { ProblemBody, ProblemCode, Rejection } from "./types";

/** An error response of the server (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode | `http-${number}`,
    readonly detail: string,
    readonly errors: Readonly<Record<string, string>>,
    readonly rejected: readonly Rejection[],
    readonly retryAfterSeconds: number,
  ) {
    super(detail);
  }
}

/** No response, or one from a proxy without a backend. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. Try again in a moment.");
  }
}

/** The sentence that a page shows for an error. */
export function sentence(error: unknown): string {
  if (error instanceof Problem || error instanceof Unreachable) return error.message;
  return "Something in this page went wrong. Load it again.";
}

/** Reads a problem from a response body, which a proxy may have written. */
export function parseProblem(status: number, text: string, retryAfter: string | null): Problem {
  const body = parseBody(text);
  return new Problem(
    status,
    body.code ?? `http-${status}`,
    body.detail ?? body.title ?? `The server answered ${status}. Try again in a moment.`,
    body.errors ?? {},
    body.rejected ?? [],
    Math.max(0, Math.ceil(Number(retryAfter ?? 0))) || 0,
  );
}

function parseBody(text: string): Partial<ProblemBody> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}
