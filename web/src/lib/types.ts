/** Aliases of the API's schemas. `schema.d.ts` is generated from the API description by `make types`. */

import type { components } from "./schema";

export type Schemas = components["schemas"];

export type State = Schemas["CheckState"];
export type CategoryKey = Schemas["Category"];
export type Sort = NonNullable<Schemas["ListQuery"]["sort"]>;
export type ProblemCode = Schemas["ProblemCode"];

export type User = Schemas["UserOut"];
export type Tool = Schemas["ToolOut"];
export type Finding = Schemas["FindingOut"];
export type Email = Schemas["MailOut"];
export type UsedProfile = Schemas["UsedProfileOut"];

/** `lines_of_fixed` is present where the check has `findings`. */
export type Delta = Schemas["DeltaSummaryOut"] & Partial<Schemas["DeltaOut"]>;

type FindingsKey = "findings" | "reproduce" | "suppressed" | "suppressed_total" | "useless_noqa";

/** `mail` and `delta` are for the owner only. `findings`, `reproduce` and what noqa comments do are present in `GET …/checks/{check}` and in the newest check of `GET /files/{id}`. */
export type Check = Omit<Schemas["ResultOut"], FindingsKey> & Partial<Omit<Schemas["CheckOut"], "delta">> & { delta?: Delta | null };

/** The result of a text that is not stored. */
export type Report = Schemas["ReportOut"];

/** A file on the server; `File` is the browser's own type. */
export type StoredFile = Omit<Schemas["FileSummaryOut"], "checks"> & { checks: Check[]; versions?: number };

export type Profile = Schemas["ProfileOut"];
export type Profiles = Schemas["ProfilesOut"];
/** The form sends every field. */
export type ProfileDraft = Required<Omit<Schemas["ProfileIn"], "options">> & Pick<Profile, "options">;
export type ProfileOption = Schemas["OptionOut"];
export type OptionKind = Schemas["Kind"];
export type OptionValue = Profile["options"][string];
export type ConfigReading = Schemas["ConfigurationOut"];

export type Preferences = Schemas["PreferencesOut"];
export type ResultMail = Schemas["ResultMail"];
export type Subscription = Schemas["SubscriptionOut"];

export type Code = Schemas["CodeOut"];

export type FileVersion = Schemas["VersionSummaryOut"];

export type Share = Schemas["ShareOut"];
export type SharedFile = Schemas["SharedOut"];

/** A content with findings repaired, which is not stored. */
export type Fixes = Schemas["FixesOut"];

export type Outdated = Schemas["OutdatedOut"];
export type Counts = Schemas["CountsOut"];
export type FilePage = Omit<Schemas["FilesOut"], "files"> & { files: StoredFile[] };
export type Rejection = Schemas["RejectionOut"];
export type UploadAnswer = Schemas["UploadOut"];
export type FileChange = Schemas["FileChangeOut"];

export type ExportFormat = NonNullable<Schemas["ExportFileQuery"]["format"]>;

export type About = Schemas["AboutOut"];
export type Registered = Schemas["RegisteredOut"];
export type SetupLink = Schemas["SetupOut"];
export type ProblemBody = Schemas["ProblemOut"];
