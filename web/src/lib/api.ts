/** One function per route of the server, but those of administrators and of links. */

import { connection } from "./connection.svelte";
import { API, queryOf, reachServer, read, send, sendForContent, type Content } from "./http";
import { Unreachable } from "./problem";
import { session } from "./session.svelte";
import type {
  About,
  Check,
  Code,
  ConfigReading,
  FilePage,
  Fixes,
  Outdated,
  Preferences,
  Profile,
  ProfileDraft,
  Profiles,
  Registered,
  Report,
  ResultMail,
  SetupLink,
  StoredFile,
  UploadAnswer,
  User,
} from "./types";

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

/** Reads the current user into `session`. Signed out (401) is a normal answer here. */
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

/** Sends a link to set a new password. The answer does not reveal whether the account exists. */
export function forgotPassword(email: string): Promise<Record<string, never>> {
  return send("POST", "/users/forgot", { email });
}

export function resetPassword(token: string, password: string): Promise<{ email: string }> {
  return send("POST", "/users/reset", { token, password });
}

export function readSetupLink(token: string): Promise<SetupLink> {
  return send("POST", "/setup/link", { token });
}

/** Creates the first administrator and signs them in. */
export function setUp(token: string, email: string, password: string): Promise<{ user: User }> {
  return send("POST", "/setup", { token, email, password });
}

// Files

/** `query` holds filter, sort order, cursor and limit, and starts with a question mark. */
export function listFiles(query: string): Promise<FilePage> {
  return send("GET", `/files${query}`);
}

export function readFile(id: string): Promise<StoredFile> {
  return send("GET", filePath(id));
}

export function readContent(id: string): Promise<Content> {
  return sendForContent("GET", `${filePath(id)}/content`);
}

export function contentAddress(id: string): string {
  return `${API}${filePath(id)}/content`;
}

export async function deleteFile(id: string): Promise<void> {
  await send("DELETE", filePath(id));
}

/**
 * `python` is from now on the version of the file, or "profile" for that of its profile; empty keeps the one that it has.
 * The results of requests with the same `batch` share an email.
 */
export function checkAgain(id: string, { python = "", batch = "" } = {}): Promise<Check> {
  return send("POST", `${filePath(id)}/checks${queryOf({ python, batch })}`);
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

/**
 * `python` is from now on the version of the file; empty keeps the one that it has. With `expected`, the SHA-256 of the
 * content that is to be replaced, another content stays. The results of requests with the same `batch` share an email.
 */
export function replaceFile(id: string, file: File, { python = "", expected = "", batch = "" } = {}): Promise<StoredFile> {
  const body = new FormData();
  if (python) body.append("python", python);
  if (batch) body.append("batch", batch);
  body.append("file", file, file.name);
  return send("PATCH", filePath(id), body, undefined, expected ? { "If-Match": `"${expected}"` } : {});
}

/** Proposes a content with findings repaired: of some codes, of all, or of one code in one line. Nothing is stored. */
export function fixFile(id: string, wish: { codes: readonly string[] | "all"; line?: number }, signal: AbortSignal): Promise<Fixes> {
  return send("POST", `${filePath(id)}/fixes`, wish, signal);
}

/** Checks a text; nothing is stored. `profile` and `python` are null for those of the user. */
export function checkText(text: { name: string; content: string; profile: string | null; python: string | null }, signal: AbortSignal): Promise<Report> {
  return send("POST", "/check", text, signal);
}

/** How the files of an upload are checked and reported. */
export interface UploadOptions {
  /** The id of a profile; null is the user's default. */
  profile: string | null;
  /** A version; empty is that of the profile. */
  python?: string;
  /** The same text in requests whose results share an email. */
  batch?: string;
}

/** Uploads files in one request. Uses XMLHttpRequest because fetch does not report upload progress. */
export function uploadFiles(
  files: readonly File[],
  { profile, python, batch }: UploadOptions,
  signal: AbortSignal,
  progress: (sentBytes: number) => void,
): Promise<UploadAnswer> {
  const body = new FormData();
  if (python) body.append("python", python);
  if (batch) body.append("batch", batch);
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
      connection.lost();
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

// Preferences

export function readPreferences(): Promise<Preferences> {
  return send("GET", "/users/me/preferences");
}

export function changePreferences(changes: Partial<Preferences>): Promise<Preferences> {
  return send("PATCH", "/users/me/preferences", changes);
}

/** Null stands for the choice for all files. */
export function chooseFileEmails(id: string, result_mail: ResultMail | null): Promise<StoredFile> {
  return send("PUT", `${filePath(id)}/result-mail`, { result_mail });
}

/** Sends the refused email with the result of a check again. */
export function sendResultAgain(file: string, check: string): Promise<StoredFile> {
  return send("POST", `${filePath(file)}/checks/${encodeURIComponent(check)}/email`);
}

// Codes

export function listCodes(): Promise<{ codes: Code[] }> {
  return send("GET", "/codes");
}

export function readCode(code: string): Promise<Code> {
  return send("GET", `/codes/${encodeURIComponent(code)}`);
}

/** The number of the user's files with each code. */
export function countOwnCodes(): Promise<{ files: Record<string, number> }> {
  return send("GET", "/users/me/codes");
}

// Requests

function profilePath(id: string): string {
  return `/profiles/${encodeURIComponent(id)}`;
}

/** The path of a file below that of the API. */
export function filePath(id: string): string {
  return `/files/${encodeURIComponent(id)}`;
}
