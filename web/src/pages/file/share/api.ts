/** The routes of read-only links to a result. */

import { filePath } from "../../../lib/api";
import { send } from "../../../lib/http";
import type { Share } from "../../../lib/types";

export function listShares(file: string): Promise<{ shares: Share[] }> {
  return send("GET", `${filePath(file)}/shares`);
}

export function share(file: string, days: number): Promise<Share> {
  return send("POST", `${filePath(file)}/shares`, { days });
}

export async function endShare(id: string): Promise<void> {
  await send("DELETE", `/shares/${encodeURIComponent(id)}`);
}
