/** The only module that sends HTTP requests. */

import { BASE } from "./base";
import { hashOf } from "./headers";
import { parseProblem, Unreachable } from "./problem";
import { connection } from "./connection.svelte";
import { session } from "./session.svelte";

export const API = `${BASE}api/v1`;

/** A content, and the SHA-256 by which the server names it; empty if a proxy has removed the name. */
export interface Content {
  bytes: ArrayBuffer;
  sha256: string;
}

export async function sendForContent(method: string, path: string): Promise<Content> {
  const response = await sendForResponse(method, path);
  return { bytes: await response.arrayBuffer(), sha256: hashOf(response.headers.get("ETag")) };
}

export async function sendForResponse(method: string, path: string): Promise<Response> {
  const response = await reachServer(() => fetch(API + path, { method }));
  return response.ok ? response : read(response);
}

export async function send<Answer>(
  method: string,
  path: string,
  body?: FormData | object,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const asJson = body !== undefined && !(body instanceof FormData);
  const response = await reachServer(() =>
    fetch(API + path, {
      method,
      body: asJson ? JSON.stringify(body) : (body ?? null),
      signal: signal ?? null,
      headers: { ...headers, ...(asJson && { "Content-Type": "application/json" }) },
    }),
  );
  return read<Answer>(response);
}

/** The query of these parameters; those without a value are left out. */
export function queryOf(parameters: Record<string, string>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

/** Records in `connection` whether the server answered. 502 to 504 without our problem type come from a proxy without a backend. */
export async function reachServer(request: () => Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await request();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    connection.lost();
    throw new Unreachable();
  }
  const isOurs = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  if (response.status >= 502 && response.status <= 504 && !isOurs) {
    connection.lost();
    throw new Unreachable();
  }
  connection.restored();
  return response;
}

export async function read<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as Answer;
  const problem = parseProblem(response.status, text, response.headers.get("Retry-After"));
  if (problem.code === "not-signed-in") session.end();
  throw problem;
}
