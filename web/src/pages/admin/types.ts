/** Aliases of the API's schemas for administrators. */

import type { Schemas, StoredFile } from "../../lib/types";

export type UserState = Schemas["UserState"];
export type Role = Schemas["Role"];
export type EmailState = OutboxEmail["state"];

export type UserSummary = Schemas["UserRowOut"];
export type UserDetail = Schemas["UserDetailOut"];
export type UserSession = Schemas["SessionRowOut"];
export type UsersPage = Schemas["UsersOut"];

export type AdminFile = StoredFile & Pick<Schemas["OwnedSummaryOut"], "user">;
export type FilesPage = Omit<Schemas["AllFilesOut"], "files"> & { files: AdminFile[] };

export type OutboxEmail = Schemas["EmailOut"];
export type Mail = Schemas["MailServerOut"];
export type EmailsPage = Schemas["EmailsOut"];
export type EmailText = Schemas["EmailContentOut"];

export type Step = Schemas["TestEmailStepOut"];
export type Transcript = Schemas["TestEmailOut"];

export type Setting = Schemas["SettingOut"];
export type Backup = Schemas["BackupOut"];
export type Health = Schemas["HealthOut"];
export type SystemFacts = Schemas["SystemOut"];
export type PythonState = Schemas["PythonStateOut"];
export type Engine = Schemas["EngineOut"];
export type EngineWorker = Schemas["EngineWorkerOut"];
export type Hour = Schemas["HourOut"];
export type AuditRow = Schemas["AuditRowOut"];
export type AuditPage = Schemas["AuditOut"];
export type Cleanup = Schemas["CleanupOut"];
