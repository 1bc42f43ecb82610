/** The routes of a read-only link; nobody needs to be signed in. */

import { send, sendForContent, type Content } from "../../lib/http";
import type { SharedFile } from "../../lib/types";

export function readShared(token: string): Promise<SharedFile> {
  return send("GET", sharedPath(token));
}

export function readSharedContent(token: string): Promise<Content> {
  return sendForContent("GET", `${sharedPath(token)}/content`);
}

function sharedPath(token: string): string {
  return `/shared/${encodeURIComponent(token)}`;
}
