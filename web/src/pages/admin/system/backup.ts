import { atClock, figure, size } from "../../../lib/words";

/** What is known of a backup beside its time: "198 MB, proved by restoring at 03:02, 7 kept". */
export function backupWords(backup: Readonly<Record<string, unknown>>): string {
  const { bytes, proved_at: provedAt, kept } = backup;
  return [
    typeof bytes === "number" ? size(bytes) : "",
    typeof provedAt === "string" ? `proved by restoring at ${atClock(new Date(provedAt))}` : "",
    typeof kept === "number" ? `${figure(kept)} kept` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
