/** What an administrator should look at, and what is in order, as far as the figures of the server tell. */

import { counted, size } from "../../../lib/words";
import type { SystemFacts } from "../types";

export interface Sight {
  /** Something that users feel now, or something that waits for a quiet hour. */
  grave: boolean;
  title: string;
  text: string;
  link?: { to: string; name: string };
  /** A setting to be copied. */
  copy?: string;
}

export interface Outlook {
  sights: Sight[];
  fine: string[];
}

const SAFE_DISK_BYTES = 200 * 1024 * 1024;
const LONG_WAIT_MS = 60_000;
const LONG_WITHOUT_BACKUP_MS = 36 * 3_600_000;
const LONG_WITHOUT_SWEEP_MS = 3 * 3_600_000;
const LARGE_WAL_BYTES = 256 * 1024 * 1024;

type Look = (facts: SystemFacts, now: number) => Sight | string | null;

const LOOKS: readonly Look[] = [lookAtDisk, lookAtQueue, lookAtDelay, lookAtLetters, lookAtMail, lookAtSweep, lookAtBackup, lookAtLog];

export function lookAround(facts: SystemFacts, now: Date): Outlook {
  const outlook: Outlook = { sights: [], fine: [] };
  for (const look of LOOKS) {
    const seen = look(facts, now.getTime());
    if (typeof seen === "string") outlook.fine.push(seen);
    else if (seen) outlook.sights.push(seen);
  }
  outlook.sights.sort((one, other) => Number(other.grave) - Number(one.grave));
  return outlook;
}

function lookAtDisk({ disk, data_dir }: SystemFacts): Sight | string {
  if (disk.free_bytes >= SAFE_DISK_BYTES) return `${size(disk.free_bytes)} of disk are free`;
  return {
    grave: true,
    title: `The disk is nearly full: ${size(disk.free_bytes)} are left.`,
    text: `What was taken is kept, but new uploads may be refused. Free some space on the disk that holds ${data_dir}; uploads go on by themselves.`,
  };
}

function lookAtQueue({ queue, workers }: SystemFacts, now: number): Sight | string {
  const waited = queue.oldest_at ? now - Date.parse(queue.oldest_at) : 0;
  if (waited < LONG_WAIT_MS) return "No check waits for long";
  return {
    grave: false,
    title: `The oldest check waits for ${span(waited)}.`,
    text: `${counted(queue.queued, "file")} wait for ${counted(workers, "worker")}. It goes on by itself; more workers help where the machine has cores to spare (LINTBOX_CHECK_WORKERS).`,
    link: { to: "/admin/files?state=queued%2Crunning", name: "See the files" },
  };
}

function lookAtDelay({ letters, mail }: SystemFacts): Sight | null {
  const isLocal = mail.mode === "local";
  if (letters.delayed === 0) return null;
  const one = letters.delayed === 1;
  return {
    grave: false,
    title: `${counted(letters.delayed, "letter")} ${one ? "was" : "were"} not ${isLocal ? "saved" : "taken"} yet.`,
    text: `${isLocal ? "The reason" : "What the mail server said"} stands beside ${one ? "it" : "each"}. ${one ? "It is" : "They are"} tried again for three days; new accounts wait for their links.`,
    link: { to: "/admin/letters?state=queued", name: "See the letters" },
  };
}

function lookAtLetters({ letters, mail }: SystemFacts): Sight | string | null {
  const isLocal = mail.mode === "local";
  if (letters.failed_last_day === 0) return letters.delayed === 0 ? `Every letter of the last day was ${isLocal ? "saved" : "taken"}` : null;
  const one = letters.failed_last_day === 1;
  return {
    grave: false,
    title: `${one ? "A letter" : counted(letters.failed_last_day, "letter")} of the last day could not be ${isLocal ? "saved on this server" : "delivered"}.`,
    text: isLocal
      ? `The reason stands beside ${one ? "it" : "each"}; save ${one ? "it" : "them"} again when that is mended.`
      : `What the mail server said stands beside ${one ? "it" : "each"}. Correct the settings or the address, then send again.`,
    link: { to: "/admin/letters?state=failed", name: "See the letters" },
  };
}

function lookAtMail({ mail }: SystemFacts): Sight | string {
  if (mail.mode === "smtp") return `Letters leave through ${mail.server}`;
  return {
    grave: false,
    title: "No mail server is set up.",
    text: "Letters are saved on this server and go to nobody, and new accounts wait until you confirm them or pass the link on. Name a mail server in LINTBOX_SMTP_HOST and restart.",
    link: { to: "/admin/letters", name: "See the letters" },
  };
}

function lookAtSweep({ sweep, started_at }: SystemFacts, now: number): Sight | string | null {
  const since = Date.parse(sweep?.at ?? started_at);
  if (now - since < LONG_WITHOUT_SWEEP_MS) return sweep ? "The hourly cleanup has run" : null;
  return { grave: false, title: "The hourly cleanup has not run for hours.", text: "Start it by hand, and look into the log for the reason." };
}

function lookAtBackup({ backup, started_at }: SystemFacts, now: number): Sight | string | null {
  if (backup && now - Date.parse(backup.at) < LONG_WITHOUT_BACKUP_MS) return "The last backup is fresh";
  if (!backup && now - Date.parse(started_at) < LONG_WITHOUT_BACKUP_MS) return null;
  return {
    grave: false,
    title: backup ? "The last backup is more than a day old." : "There is no backup yet.",
    text: "Make one on the command line, and look into the log for the reason.",
    copy: "lintbox backup lintbox-backup.db",
  };
}

function lookAtLog({ database }: SystemFacts): Sight | string {
  if (database.wal_bytes < LARGE_WAL_BYTES) return "The database writes back what it takes in";
  return {
    grave: false,
    title: `${size(database.wal_bytes)} are not yet written back to the database.`,
    text: "A long-running reader may hold it up, such as a copy that is being made of the database. Nothing is lost.",
  };
}

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
