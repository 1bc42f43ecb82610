import { atClock, counted, figure, size } from "../../lib/words";

/** "4 s", "12 min", "3 hours, 5 min", "12 days, 4 hours". */
export function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes < 1) return `${Math.max(0, Math.round(milliseconds / 1000))} s`;
  if (hours < 1) return `${minutes} min`;
  if (days < 1) return minutes % 60 ? `${counted(hours, "hour")}, ${minutes % 60} min` : counted(hours, "hour");
  return hours % 24 ? `${counted(days, "day")}, ${counted(hours % 24, "hour")}` : counted(days, "day");
}

/** The details of a backup that are known: "198 MB, verified by restoring at 03:02, 7 kept". */
export function describeBackup({ bytes, verified_at: verifiedAt, kept }: Readonly<Record<string, unknown>>): string {
  return [
    typeof bytes === "number" ? size(bytes) : "",
    typeof verifiedAt === "string" ? `verified by restoring at ${atClock(new Date(verifiedAt))}` : "",
    typeof kept === "number" ? `${figure(kept)} kept` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
