/** The routes that only administrators may use. */

import { queryOf, send, sendForContent, type Content } from "../../lib/http";
import type { Check } from "../../lib/types";
import type {
  AdminFile,
  OutboxEmail,
  UserSession,
  AuditPage,
  Backup,
  Transcript,
  FilesPage,
  Hour,
  EmailsPage,
  EmailText,
  Role,
  Cleanup,
  SystemFacts,
  UsersPage,
  UserDetail,
} from "./types";

// Lists: `query` holds filter, sort order, cursor and limit, and starts with a question mark.

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

export function readUser(id: string): Promise<UserDetail> {
  return send("GET", pathOf("users", id));
}

/** `reset_url` is a link to set a password, when the address was registered with different passwords. */
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

export function listSessions(id: string): Promise<{ sessions: UserSession[] }> {
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

export function readFile(id: string): Promise<AdminFile> {
  return send("GET", pathOf("files", id));
}

/** The source text. The server records the access in the audit. */
export function openContent(id: string): Promise<Content> {
  return sendForContent("POST", `${pathOf("files", id)}/content`);
}

/** One check with its findings. */
export function readCheck(file: string, check: string): Promise<Check> {
  return send("GET", `${pathOf("files", file)}/checks/${encodeURIComponent(check)}`);
}

/** The results of requests with the same `batch` about files of one user share an email. */
export function checkAgain(id: string, batch = ""): Promise<Check> {
  return send("POST", `${pathOf("files", id)}/checks${queryOf({ batch })}`);
}

export async function deleteFile(id: string): Promise<void> {
  await send("DELETE", pathOf("files", id));
}

// Emails

/** The text of an email. The server records the access in the audit. */
export function openEmail(id: string): Promise<EmailText> {
  return send("POST", `${pathOf("emails", id)}/text`);
}

export function sendEmail(id: string): Promise<OutboxEmail> {
  return send("POST", `${pathOf("emails", id)}/send`);
}

export function sendQueued(): Promise<{ emails: number }> {
  return send("POST", "/admin/emails/send");
}

/** Takes up to a minute when the mail server hangs. */
export function sendTestEmail(email: string, signal: AbortSignal): Promise<Transcript> {
  return send("POST", "/admin/emails/test", { email }, signal);
}

// System

export function readSystem(): Promise<SystemFacts> {
  return send("GET", "/admin/system");
}

export function readHours(): Promise<{ hours: Hour[] }> {
  return send("GET", "/admin/system/hours");
}

export function cleanUp(): Promise<Cleanup> {
  return send("POST", "/admin/sweep");
}

/** Makes a backup and verifies it by restoring it, which takes long for a large database. */
export function backUp(): Promise<Backup> {
  return send("POST", "/admin/backup");
}

function pathOf(list: "users" | "files" | "emails", id: string): string {
  return `/admin/${list}/${encodeURIComponent(id)}`;
}
