import type { AuditRow } from "../types";

/** What was done, as a sentence without its subject. `…` stands for the user it was done to, `_` for the thing. */
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
  "looked-at-file": "Looked at the source text of _, of …",
  "checked-file": "Checked _ again, of …",
  "deleted-file": "Deleted _, of …",
  "looked-at-email": "Looked at the email “_”, to …",
  "sent-email": "Sent the email “_” again, to …",
  "sent-emails": "Sent all queued emails",
  "sent-test-email": "Sent a test email to _",
  swept: "Cleaned up",
  "backed-up": "Made the backup _",
};

export interface Piece {
  text: string;
  is: "words" | "user" | "thing";
}

/** The sentence of a row in pieces, so that its user can be a link and its thing can stand out. */
export function deedOf({ action, user, what }: AuditRow): Piece[] {
  const sentence = SENTENCES[action] ?? action;
  const pieces = sentence.split(/(…|_)/).map<Piece>((text) => {
    if (text === "…") return { text: user?.email ?? (action === "deleted" ? "an account" : "a deleted user"), is: user?.email ? "user" : "words" };
    if (text === "_") return { text: what ?? "something", is: "thing" };
    return { text, is: "words" };
  });
  if (what && !sentence.includes("_")) pieces.push({ text: `, ${what}`, is: "words" });
  return pieces.filter(({ text }) => text !== "");
}
