/** The routes that only administrators may use. */

import { send, sendForBytes } from "../../lib/api";
import type { Check } from "../../lib/types";
import type {
  AnyFile,
  AnyEmail,
  AnySession,
  AuditPage,
  Backup,
  Dialogue,
  FilesPage,
  Hour,
  EmailsPage,
  EmailText,
  Role,
  Swept,
  SystemFacts,
  UsersPage,
  WholeUser,
} from "./types";

// Lists: `query` says what they are filtered and sorted by, with the cursor and the limit. It begins with a question mark.

export function listUsers(query: string): Promise<UsersPage> {
  return send("GET", `/admin/users${query}`);
}

export function listFiles(query: string): Promise<FilesPage> {
  return send("GET", `/admin/files${query}`);
}

export function listEmails(query: string): Promise<EmailsPage> {
  return send("GET", `/admin/emails${query}`);
}

export function listAudit(query: string): Promise<AuditPage> {
  return send("GET", `/admin/audit${query}`);
}

// Users

export function readUser(id: string): Promise<WholeUser> {
  return send("GET", pathOf("users", id));
}

/** `reset_url` sets a password, where the address was registered with different ones. */
export function confirmUser(id: string): Promise<{ reset_url: string | null }> {
  return send("POST", `${pathOf("users", id)}/verify`);
}

export async function disableUser(id: string): Promise<void> {
  await send("POST", `${pathOf("users", id)}/disable`);
}

export async function enableUser(id: string): Promise<void> {
  await send("POST", `${pathOf("users", id)}/enable`);
}

export async function sendResetLink(id: string): Promise<void> {
  await send("POST", `${pathOf("users", id)}/reset`);
}

export async function sendNewLink(id: string): Promise<void> {
  await send("POST", `${pathOf("users", id)}/resend`);
}

export async function changeRole(id: string, role: Role): Promise<void> {
  await send("PUT", `${pathOf("users", id)}/role`, { role });
}

export function listSessions(id: string): Promise<{ sessions: AnySession[] }> {
  return send("GET", `${pathOf("users", id)}/sessions`);
}

export async function endSession(id: string, session: string): Promise<void> {
  await send("DELETE", `${pathOf("users", id)}/sessions/${encodeURIComponent(session)}`);
}

export function endSessions(id: string): Promise<{ sessions: number }> {
  return send("DELETE", `${pathOf("users", id)}/sessions`);
}

export async function deleteUser(id: string): Promise<void> {
  await send("DELETE", pathOf("users", id));
}

// Files

export function readFile(id: string): Promise<AnyFile> {
  return send("GET", pathOf("files", id));
}

/** The text of a file. That it was looked at is noted in the audit. */
export function lookAtContent(id: string): Promise<ArrayBuffer> {
  return sendForBytes("POST", `${pathOf("files", id)}/content`);
}

/** One check with its findings. */
export function readCheck(file: string, check: string): Promise<Check> {
  return send("GET", `${pathOf("files", file)}/checks/${encodeURIComponent(check)}`);
}

export function checkAgain(id: string): Promise<Check> {
  return send("POST", `${pathOf("files", id)}/checks`);
}

export async function deleteFile(id: string): Promise<void> {
  await send("DELETE", pathOf("files", id));
}

// Emails

/** The text of an email. That it was looked at is noted in the audit. */
export function lookAtEmail(id: string): Promise<EmailText> {
  return send("POST", `${pathOf("emails", id)}/text`);
}

export function sendEmail(id: string): Promise<AnyEmail> {
  return send("POST", `${pathOf("emails", id)}/send`);
}

export function sendQueued(): Promise<{ emails: number }> {
  return send("POST", "/admin/emails/send");
}

/** Takes up to a minute when the mail server hangs. */
export function sendTestEmail(email: string, signal: AbortSignal): Promise<Dialogue> {
  return send("POST", "/admin/emails/test", { email }, signal);
}

// System

export function readSystem(): Promise<SystemFacts> {
  return send("GET", "/admin/system");
}

export function readHours(): Promise<{ hours: Hour[] }> {
  return send("GET", "/admin/system/hours");
}

export function sweep(): Promise<Swept> {
  return send("POST", "/admin/sweep");
}

/** Makes a backup and proves it by restoring: with a large database that takes its time. */
export function backUp(): Promise<Backup> {
  return send("POST", "/admin/backup");
}

function pathOf(list: "users" | "files" | "emails", id: string): string {
  return `/admin/${list}/${encodeURIComponent(id)}`;
}
