/** What the server tells us, in the shapes of its API. */

export type State = "queued" | "running" | "passed" | "failed" | "error";
export type GroupKey = "will_not_run" | "likely_bug" | "unused" | "complexity" | "names_docs" | "layout";
export type Sort = "newest" | "name" | "findings";

export interface User {
  id: string;
  email: string;
  role: "user" | "admin";
  created_at: string;
}

export interface Tool {
  flake8: string;
  pycodestyle: string;
  pyflakes: string;
  mccabe: string;
  python: string;
  plugins: Record<string, string>;
}

export interface Finding {
  code: string;
  line: number;
  column: number;
  text: string;
  group: GroupKey;
}

/** What Python itself says when it would not run the file. */
export interface Refusal {
  line: number;
  column: number;
  detail: string;
}

export interface Letter {
  state: "queued" | "sent" | "failed" | "off";
  sent_at: string | null;
  detail: string | null;
  /** How a sent one left; `local` is a file on the server, which went to nobody. */
  via: "smtp" | "local" | null;
}

export interface Check {
  id: string;
  state: State;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  duration_ms: number | null;
  total: number | null;
  groups: Partial<Record<GroupKey, number>> | null;
  /** Only of a file's newest check, where one file is read, and where one check is. */
  findings?: Finding[];
  truncated: boolean;
  error: { code: string; detail: string } | null;
  python_refuses: Refusal | null;
  tool: Tool | null;
  mail: Letter | null;
  profile: UsedProfile;
  /** It found what the file's last check had found. */
  unchanged: boolean;
  /** Shell lines; only where one file is read. */
  reproduce?: string | null;
}

/** A profile as it was when a check was asked for. */
export interface UsedProfile {
  name: string;
  arguments: string[];
  plugins: string[];
}

/** What other versions alone made of the same content and profile; counts by code. */
export interface ToolChange {
  versions: Record<string, { before: string | null; now: string | null }>;
  added: Record<string, number>;
  gone: Record<string, number>;
}

/** A file of the user; `File` is the browser's own word for one that was picked. */
export interface StoredFile {
  id: string;
  name: string;
  size: number;
  lines: number;
  sha256: string;
  /** The Python codec by which its bytes are read; null when Python cannot tell. */
  encoding: string | null;
  created_at: string;
  updated_at: string;
  state: State;
  checked_at: string | null;
  /** The id of the profile that it has by itself; null for the user's default. */
  profile: string | null;
  checks: Check[];
  /** Only where one file is read. */
  tool_change?: ToolChange | null;
}

export type OptionValue = string | number | boolean | string[];
export type OptionKind = "number" | "switch" | "codes" | "names" | "choice" | "files" | "messages";

export interface ProfileOption {
  name: string;
  kind: OptionKind;
  about: string;
  /** Empty for what flake8 itself has. */
  plugin: string;
  choices: string[];
}

export interface Profile {
  id: string;
  name: string;
  about: string;
  shipped: boolean;
  options: Record<string, OptionValue>;
  plugins: string[];
  arguments: string[];
  /** How many files chose it by themselves. */
  files: number;
  /** Selected codes that no checker of the profile emits. */
  unknown_codes: string[];
  finds_nothing: boolean;
}

export interface ProfileDraft {
  name: string;
  options: Record<string, OptionValue>;
  plugins: string[];
  confirm_finds_nothing: boolean;
}

export interface Profiles {
  profiles: Profile[];
  default: string;
  options: ProfileOption[];
  plugins: Record<string, string>;
}

/** What was read from a pasted configuration. */
export interface ConfigReading {
  options: Record<string, OptionValue>;
  plugins: string[];
  /** Why a plugin was switched on. */
  reasons: Record<string, string>;
  refused: { name: string; value: string; reason: string }[];
  unknown_codes: string[];
  finds_nothing: boolean;
}

export interface Outdated {
  by_profile: number;
  by_versions: number;
}

export type Counts = Record<"all" | State, number>;

export interface FilePage {
  files: StoredFile[];
  next: string | null;
  total: number;
  counts: Counts;
}

export interface Rejection {
  name: string;
  code: string;
  detail: string;
}

export interface UploadAnswer {
  files: StoredFile[];
  rejected: Rejection[];
  /** For each new file whose name was there already: the ids of the earlier ones, newest first. */
  same_name: Record<string, string[]>;
}

export interface About {
  version: string;
  mail: "smtp" | "local";
  registration: "open" | "closed" | "domains";
  registration_domains: string[];
  limits: { file_bytes: number; file_lines: number; upload_files: number; findings: number };
  tool: Tool;
}

export interface Registered {
  email: string;
  mail: "smtp" | "local";
  verify_url?: string;
}

export interface FileChange {
  id: string;
  change: "created" | "updated" | "deleted";
}

/** What the one-time link of the first start tells about the server that it belongs to. */
export interface SetupLink {
  expires_at: string;
  url: string;
  listening: string;
  data_dir: string;
  mail: About["mail"];
  registration: About["registration"];
}
