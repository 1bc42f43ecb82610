import { coalesce } from "../../../lib/coalesce";
import { Problem, sentence } from "../../../lib/problem";
import * as api from "../api";
import type { UserSession, AuditPage, FilesPage, EmailsPage, UserDetail } from "../types";

const FIRST_ROWS = 6;
const REREAD_GAP_MS = 350;

/** One user with their sessions, newest files, emails and audit rows. */
export class OpenUser {
  user = $state.raw<UserDetail | null>(null);
  files = $state.raw<FilesPage | null>(null);
  emails = $state.raw<EmailsPage | null>(null);
  audit = $state.raw<AuditPage | null>(null);
  sessions = $state.raw<readonly UserSession[]>([]);
  missing = $state(false);
  failure = $state("");

  readonly reread = coalesce(() => this.#reread(), REREAD_GAP_MS);

  constructor(readonly id: string) {
    this.reread();
  }

  async #reread(): Promise<void> {
    try {
      const newest = `?user=${encodeURIComponent(this.id)}&limit=${FIRST_ROWS}`;
      [this.user, this.files, this.emails, this.audit, { sessions: this.sessions }] = await Promise.all([
        api.readUser(this.id),
        api.listFiles(newest),
        api.listEmails(newest),
        api.listAudit(newest),
        api.listSessions(this.id),
      ]);
      this.failure = "";
    } catch (error) {
      if (error instanceof Problem && error.status === 404) this.missing = true;
      else this.failure = sentence(error);
    }
  }
}
