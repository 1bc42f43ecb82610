import type { AuditRow } from "../types";

/** The sentence of each action, without its subject. `…` stands for the affected user, `_` for the affected object. */
const SENTENCES: Readonly<Record<string, string>> = {
  "signed-in": "Signed in",
  "password-set": "Set a new password",
  "admin-created": "Made an administrator’s account for …",
  verified: "Confirmed …",
  disabled: "Disabled …",
  enabled: "Enabled …",
  deleted: "Deleted …",
  "made-admin": "Made … an administrator",
  "made-user": "Made … an ordinary user",
  "reset-sent": "Sent a reset link to …",
  "link-sent": "Sent a new link to …",
  "session-ended": "Ended a session of …",
  "sessions-ended": "Ended all sessions of …",
  "looked-at-file": "Read the source text of _, of …",
  "checked-file": "Checked _ again, of …",
  "deleted-file": "Deleted _, of …",
  "shared-file": "Made a link to _",
  "ended-share": "Ended a link to _",
  "looked-at-email": "Read the email “_”, to …",
  "sent-email": "Sent the email “_” again, to …",
  "sent-emails": "Sent all queued emails",
  "sent-test-email": "Sent a test email to _",
  swept: "Cleaned up",
  "backed-up": "Made the backup _",
};

export interface Piece {
  text: string;
  kind: "text" | "user" | "object";
}

/** Splits the sentence of a row, so that the user can be a link and the object can be emphasised. */
export function auditSentence({ action, user, what }: AuditRow): Piece[] {
  const sentence = SENTENCES[action] ?? action;
  const pieces = sentence.split(/(…|_)/).map<Piece>((text) => {
    if (text === "…") return { text: user?.email ?? (action === "deleted" ? "an account" : "a deleted user"), kind: user?.email ? "user" : "text" };
    if (text === "_") return { text: what ?? "something", kind: "object" };
    return { text, kind: "text" };
  });
  if (what && !sentence.includes("_")) pieces.push({ text: `, ${what}`, kind: "text" });
  return pieces.filter(({ text }) => text !== "");
}
