/** The routes of earlier versions of a file. */

import { filePath } from "../../../lib/api";
import { send, sendForContent, type Content } from "../../../lib/http";
import type { Check, FileVersion } from "../../../lib/types";

export function listVersions(file: string): Promise<{ versions: FileVersion[] }> {
  return send("GET", `${filePath(file)}/versions`);
}

/** One version with the findings of its check. */
export function readVersion(file: string, version: string): Promise<FileVersion & { check: Check | null }> {
  return send("GET", versionPath(file, version));
}

export function readVersionContent(file: string, version: string): Promise<Content> {
  return sendForContent("GET", `${versionPath(file, version)}/content`);
}

export function deleteVersion(file: string, version: string): Promise<void> {
  return send("DELETE", versionPath(file, version));
}

function versionPath(file: string, version: string): string {
  return `${filePath(file)}/versions/${encodeURIComponent(version)}`;
}
