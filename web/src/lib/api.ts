/** All of HTTP: one function per route of the server, and nothing else speaks to it. */

import { BASE } from "./base";
import { parseProblem, Unreachable } from "./problem";
import { reach } from "./reach.svelte";
import { session } from "./session.svelte";
import type {
  About,
  Check,
  ConfigReading,
  FilePage,
  Outdated,
  Profile,
  ProfileDraft,
  Profiles,
  Registered,
  SetupLink,
  Sort,
  State,
  StoredFile,
  UploadAnswer,
  User,
} from "./types";

const API = `${BASE}api/v1`;

export const eventsAddress = `${API}/events`;

// Accounts

export function about(): Promise<About> {
  return send("GET", "/about");
}

export function register(email: string, password: string): Promise<Registered> {
  return send("POST", "/users", { email, password });
}

/** Confirms the address and signs in. */
export function verify(token: string, password: string): Promise<{ user: User }> {
  return send("POST", "/users/verify", { token, password });
}

export function resend(email: string): Promise<Record<string, never>> {
  return send("POST", "/users/resend", { email });
}

export async function signIn(email: string, password: string): Promise<void> {
  const { user } = await send<{ user: User }>("POST", "/session", { email, password });
  session.begin(user);
}

/** Asks who is signed in and notes it. A signed-out answer is no error here. */
export async function readSession(): Promise<void> {
  const response = await reachServer(() => fetch(`${API}/session`));
  if (response.status === 401) {
    await response.body?.cancel();
    return session.end();
  }
  const { user } = await read<{ user: User }>(response);
  session.begin(user);
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/session");
}

/** Sends a link to set a new password, if there is such an account: the answer is the same for all. */
export function forgotPassword(email: string): Promise<Record<string, never>> {
  return send("POST", "/users/forgot", { email });
}

export function resetPassword(token: string, password: string): Promise<{ email: string }> {
  return send("POST", "/users/reset", { token, password });
}

export function readSetupLink(token: string): Promise<SetupLink> {
  return send("POST", "/setup/link", { token });
}

/** Makes the first administrator, who is signed in from then on. */
export function setUp(token: string, email: string, password: string): Promise<{ user: User }> {
  return send("POST", "/setup", { token, email, password });
}

// Files

export interface FilesQuery {
  states: readonly State[];
  text: string;
  sort: Sort;
  cursor: string | null;
  limit: number;
}

export function listFiles(query: FilesQuery): Promise<FilePage> {
  const parameters = new URLSearchParams({ limit: String(query.limit), sort: query.sort });
  if (query.states.length > 0) parameters.set("state", query.states.join(","));
  if (query.text) parameters.set("q", query.text);
  if (query.cursor) parameters.set("cursor", query.cursor);
  return send("GET", `/files?${parameters}`);
}

export function readFile(id: string): Promise<StoredFile> {
  return send("GET", filePath(id));
}

export function readContent(id: string): Promise<ArrayBuffer> {
  return sendForBytes("GET", `${filePath(id)}/content`);
}

export function contentAddress(id: string): string {
  return `${API}${filePath(id)}/content`;
}

export async function deleteFile(id: string): Promise<void> {
  await send("DELETE", filePath(id));
}

export function checkAgain(id: string): Promise<Check> {
  return send("POST", `${filePath(id)}/checks`);
}

/** One check with its findings. */
export function readCheck(file: string, check: string): Promise<Check> {
  return send("GET", `${filePath(file)}/checks/${encodeURIComponent(check)}`);
}

export function chooseProfile(id: string, profile: string | null): Promise<StoredFile> {
  return send("PUT", `${filePath(id)}/profile`, { profile });
}

export function countOutdated(): Promise<Outdated> {
  return send("GET", "/checks/outdated");
}

export function checkOutdated(): Promise<{ queued: number }> {
  return send("POST", "/checks/outdated");
}

export function replaceFile(id: string, file: File): Promise<StoredFile> {
  const body = new FormData();
  body.append("file", file, file.name);
  return send("PATCH", filePath(id), body);
}

/** Sends some files in one request, to be checked with a profile; null is the default. `progress` hears the bytes that have left; fetch cannot tell them. */
export function uploadFiles(
  files: readonly File[],
  profile: string | null,
  signal: AbortSignal,
  progress: (sentBytes: number) => void,
): Promise<UploadAnswer> {
  const body = new FormData();
  for (const file of files) body.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${API}/files${profile ? `?${new URLSearchParams({ profile })}` : ""}`);
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      const response = new Response(request.responseText, {
        status: request.status,
        headers: {
          "Content-Type": request.getResponseHeader("Content-Type") ?? "",
          "Retry-After": request.getResponseHeader("Retry-After") ?? "",
        },
      });
      reachServer(() => Promise.resolve(response)).then((answer) => read<UploadAnswer>(answer)).then(resolve, reject);
    };
    request.onerror = () => {
      reach.lost();
      reject(new Unreachable());
    };
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

// Profiles

export function listProfiles(): Promise<Profiles> {
  return send("GET", "/profiles");
}

export function chooseDefaultProfile(id: string): Promise<Profiles> {
  return send("PATCH", "/profiles", { default: id });
}

export function addProfile(draft: ProfileDraft): Promise<Profile> {
  return send("POST", "/profiles", draft);
}

export function changeProfile(id: string, draft: ProfileDraft): Promise<Profile> {
  return send("PATCH", profilePath(id), draft);
}

export async function deleteProfile(id: string): Promise<void> {
  await send("DELETE", profilePath(id));
}

export function readConfiguration(text: string): Promise<ConfigReading> {
  return send("POST", "/profiles/read", { text });
}

// How every request goes

function profilePath(id: string): string {
  return `/profiles/${encodeURIComponent(id)}`;
}

function filePath(id: string): string {
  return `/files/${encodeURIComponent(id)}`;
}

export async function sendForBytes(method: string, path: string): Promise<ArrayBuffer> {
  const response = await reachServer(() => fetch(API + path, { method }));
  return response.ok ? response.arrayBuffer() : read(response);
}

export async function send<Answer>(
  method: string,
  path: string,
  body?: FormData | object,
  signal?: AbortSignal,
): Promise<Answer> {
  const asJson = body !== undefined && !(body instanceof FormData);
  const response = await reachServer(() =>
    fetch(API + path, {
      method,
      body: asJson ? JSON.stringify(body) : (body ?? null),
      signal: signal ?? null,
      ...(asJson && { headers: { "Content-Type": "application/json" } }),
    }),
  );
  return read<Answer>(response);
}

/** Notes whether there was an answer. 502 to 504 without a problem of ours are a proxy's way to say that there was none. */
async function reachServer(request: () => Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await request();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    reach.lost();
    throw new Unreachable();
  }
  const isOurs = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  if (response.status >= 502 && response.status <= 504 && !isOurs) {
    reach.lost();
    throw new Unreachable();
  }
  reach.found();
  return response;
}

async function read<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as Answer;
  const problem = parseProblem(response.status, text, response.headers.get("Retry-After"));
  if (problem.code === "not-signed-in") session.end();
  throw problem;
}
