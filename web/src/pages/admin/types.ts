/** What only administrators read, by the names of the pages: aliases of the API's schemas. */

import type { Schemas, StoredFile } from "../../lib/types";

export type UserState = Schemas["UserState"];
export type Role = Schemas["Role"];
export type EmailState = AnyEmail["state"];

export type AnyUser = Schemas["UserRowOut"];
export type WholeUser = Schemas["UserDetailOut"];
export type AnySession = Schemas["SessionRowOut"];
export type UsersPage = Schemas["UsersOut"];

export type AnyFile = StoredFile & Pick<Schemas["OwnedSummaryOut"], "user">;
export type FilesPage = Omit<Schemas["AllFilesOut"], "files"> & { files: AnyFile[] };

export type AnyEmail = Schemas["EmailOut"];
export type Mail = Schemas["MailServerOut"];
export type EmailsPage = Schemas["EmailsOut"];
export type EmailText = Schemas["EmailContentOut"];

export type Step = Schemas["TestEmailStepOut"];
export type Dialogue = Schemas["TestEmailOut"];

export type Setting = Schemas["SettingOut"];
export type Backup = Schemas["BackupOut"];
export type Health = Schemas["HealthOut"];
export type SystemFacts = Schemas["SystemOut"];
export type Hour = Schemas["HourOut"];
export type AuditRow = Schemas["AuditRowOut"];
export type AuditPage = Schemas["AuditOut"];
export type Swept = Schemas["CleanupOut"];
