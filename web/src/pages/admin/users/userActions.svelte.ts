/** The actions of an administrator on a user, with their labels. */

import { about } from "../../../lib/about.svelte";
import { sentence } from "../../../lib/problem";
import { toast } from "../../../lib/toast.svelte";
import { counted } from "../../../lib/words";
import * as api from "../api";
import type { UserSession, UserSummary } from "../types";

export interface UserAction {
  name: string;
  /** Returns the sentence that reports the result. */
  run: (user: UserSummary) => Promise<string>;
}

/** A link for the administrator to pass on. It is shown once and never stored. */
class IssuedLink {
  current = $state.raw<{ email: string; url: string } | null>(null);
}

export const issuedLink = new IssuedLink();

const SAVED = "is saved on this server. You find it under Emails, and pass it on.";

function isLocal(): boolean {
  return about.facts?.mail === "local";
}

const CONFIRM: UserAction = {
  name: "Confirm",
  run: async ({ id, email }) => {
    const { reset_url: url } = await api.confirmUser(id);
    if (url) issuedLink.current = { email, url };
    return url ? `${email} is confirmed, and needs a new password.` : `${email} is confirmed and can sign in.`;
  },
};
const ENABLE: UserAction = {
  name: "Enable",
  run: ({ id, email }) => api.enableUser(id).then(() => `${email} can sign in again.`),
};
const NEW_LINK: UserAction = {
  name: "Send a new link",
  run: ({ id, email }) => api.sendNewLink(id).then(() => (isLocal() ? `A new link for ${email} ${SAVED}` : `A new link is on its way to ${email}.`) + " Earlier ones are void."),
};
const RESET_LINK: UserAction = {
  name: "Send a reset link",
  run: ({ id, email }) => api.sendResetLink(id).then(() => (isLocal() ? `A link for ${email} to set a new password ${SAVED}` : `A link to set a new password is on its way to ${email}.`)),
};
const DISABLE: UserAction = {
  name: "Disable",
  run: ({ id, email }) => api.disableUser(id).then(() => `${email} is disabled, and signed out everywhere.`),
};
const PROMOTE: UserAction = {
  name: "Make an administrator",
  run: ({ id, email }) => api.changeRole(id, "admin").then(() => `${email} is an administrator now.`),
};
const DEMOTE: UserAction = {
  name: "Make an ordinary user",
  run: ({ id, email }) => api.changeRole(id, "user").then(() => `${email} is an ordinary user now.`),
};

/** The action that the user's state calls for, shown as a button; null when there is none. */
export function primaryAction({ state }: UserSummary): UserAction | null {
  if (state === "waiting") return CONFIRM;
  return state === "disabled" ? ENABLE : null;
}

/** The other actions, by state. The pages offer none for one's own account. */
export function otherActions({ state, role }: UserSummary): readonly UserAction[] {
  if (state === "waiting") return [NEW_LINK];
  if (state === "disabled") return [RESET_LINK];
  return [RESET_LINK, role === "admin" ? DEMOTE : PROMOTE, DISABLE];
}

/** Runs an action and shows its result, or its error, in a toast. */
export function runAction(action: UserAction, user: UserSummary): Promise<void> {
  return report(action.run(user));
}

export function endSession({ id, email }: UserSummary, session: UserSession): Promise<void> {
  return report(api.endSession(id, session.id).then(() => `A session of ${email} ended.`));
}

export function endSessions({ id, email }: UserSummary): Promise<void> {
  return report(api.endSessions(id).then(({ sessions }) => `${counted(sessions, "session")} of ${email} ended.`));
}

async function report(result: Promise<string>): Promise<void> {
  toast.show(await result.catch(sentence));
}
