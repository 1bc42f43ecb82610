/** What the server tells an administrator, in the shapes of its API. */

import type { About, Counts, StoredFile } from "../../lib/types";

export type UserState = "waiting" | "active" | "disabled";
export type Role = "user" | "admin";

export interface AnyUser {
  id: string;
  email: string;
  role: Role;
  state: UserState;
  created_at: string;
  verified_at: string | null;
  disabled_at: string | null;
  disabled_by: string | null;
  seen_at: string | null;
  files: number;
  bytes: number;
  /** Null unless a link to confirm the address is open. */
  link_expires_at: string | null;
}

/** One user with the numbers that deleting names. */
export interface WholeUser extends AnyUser {
  checks: number;
  sessions: number;
  letters: number;
  letters_waiting: number;
  audit_rows: number;
  quota_files: number;
  quota_bytes: number;
}

export interface AnySession {
  id: string;
  created_at: string;
  seen_at: string;
  /** The one that asks. */
  current: boolean;
}

export interface UsersPage {
  users: AnyUser[];
  next: string | null;
  total: number;
  counts: Record<"all" | UserState, number>;
}

export interface AnyFile extends StoredFile {
  user: { id: string; email: string };
}

export interface FilesPage {
  files: AnyFile[];
  next: string | null;
  total: number;
  counts: Counts;
  users: number;
  bytes: number;
}

export type LetterState = "queued" | "sent" | "failed";

export interface AnyLetter {
  id: string;
  kind: string;
  subject: string;
  recipient: string;
  user: { id: string; email: string } | null;
  state: LetterState;
  /** What the mail server said. */
  detail: string | null;
  attempts: number;
  attempts_most: number;
  due_at: string | null;
  created_at: string;
  sent_at: string | null;
  via: "smtp" | "local" | null;
  file_id: string | null;
}

export interface Mail {
  mode: About["mail"];
  server: string | null;
  port: number | null;
  security: string | null;
  sender: string;
}

export interface LettersPage {
  letters: AnyLetter[];
  next: string | null;
  total: number;
  counts: Record<"all" | LetterState, number>;
  mail: Mail;
  last_day: { sent: number; failed: number };
}

export interface LetterText {
  letter: AnyLetter;
  sender: string;
  text: string;
  /** The whole letter as it goes out, an .eml file. */
  source: string;
}

export interface Step {
  name: string;
  title: string;
  state: "done" | "failed" | "not-reached";
  lines: { by: "lintbox" | "server" | "note"; text: string }[];
  code: number | null;
  elapsed_ms: number | null;
}

export interface Dialogue {
  sent: boolean;
  detail: string;
  email: string;
  duration_ms: number;
  steps: Step[];
}

export interface Setting {
  name: string;
  value: string | null;
  origin: "flag" | "environment" | "file" | ".env" | "default";
  source: string | null;
  secret: boolean;
  is_set: boolean;
}

export type Backup = { at: string } & Record<string, unknown>;

/** A part of the server as its doctor judges it, in a sentence. */
export interface Health {
  name: string;
  state: "fine" | "warning" | "fault";
  detail: string;
}

export interface SystemFacts {
  health: Health[];
  started_at: string;
  url: string;
  listening: string;
  data_dir: string;
  versions: Record<string, string>;
  database: { bytes: number; wal_bytes: number; schema: number };
  disk: { free_bytes: number; total_bytes: number };
  queue: { queued: number; running: number; oldest_at: string | null };
  workers: number;
  checks_last_hour: number;
  letters: { queued: number; /** Queued, and not taken when they were tried. */ delayed: number; failed: number; sent_last_day: number; failed_last_day: number };
  mail: Mail;
  sweep: { at: string; contents: number; bytes: number; reports: number; next_at: string | null } | null;
  backup: Backup | null;
  settings: Setting[];
}

export interface Hour {
  at: string;
  checks: number;
  errors: number;
  median_ms: number | null;
}

export interface AuditRow {
  id: string | number;
  at: string;
  action: string;
  by: { id: string | null; name: string | null };
  user: { id: string; email: string | null } | null;
  what: string | null;
  network: string | null;
}

export interface AuditPage {
  rows: AuditRow[];
  next: string | null;
  total: number;
}

export interface Swept {
  contents: number;
  bytes: number;
  reports: number;
}
