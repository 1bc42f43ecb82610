/** What an administrator can do with a user, in the words of its buttons. */

import { about } from "../../../lib/about.svelte";
import { sentence } from "../../../lib/problem";
import { toast } from "../../../lib/toast.svelte";
import { counted } from "../../../lib/words";
import * as api from "../api";
import { handover } from "./handover.svelte";
import type { AnySession, AnyUser } from "../types";

export interface Act {
  name: string;
  /** Does it, and gives the sentence that says so. */
  run: (user: AnyUser) => Promise<string>;
}

const SAVED = "is saved on this server. You find it under Emails, and pass it on.";

function isLocal(): boolean {
  return about.facts?.mail === "local";
}

const CONFIRM: Act = {
  name: "Confirm",
  run: async ({ id, email }) => {
    const { reset_url: url } = await api.confirmUser(id);
    if (url) handover.given = { email, url };
    return url ? `${email} is confirmed, and needs a new password.` : `${email} is confirmed and can sign in.`;
  },
};
const ENABLE: Act = {
  name: "Enable",
  run: ({ id, email }) => api.enableUser(id).then(() => `${email} can sign in again.`),
};
const NEW_LINK: Act = {
  name: "Send a new link",
  run: ({ id, email }) => api.sendNewLink(id).then(() => (isLocal() ? `A new link for ${email} ${SAVED}` : `A new link is on its way to ${email}.`) + " Earlier ones are void."),
};
const RESET_LINK: Act = {
  name: "Send a reset link",
  run: ({ id, email }) => api.sendResetLink(id).then(() => (isLocal() ? `A link for ${email} to set a new password ${SAVED}` : `A link to set a new password is on its way to ${email}.`)),
};
const DISABLE: Act = {
  name: "Disable",
  run: ({ id, email }) => api.disableUser(id).then(() => `${email} is disabled, and signed out everywhere.`),
};
const PROMOTE: Act = {
  name: "Make an administrator",
  run: ({ id, email }) => api.changeRole(id, "admin").then(() => `${email} is an administrator now.`),
};
const DEMOTE: Act = {
  name: "Make an ordinary user",
  run: ({ id, email }) => api.changeRole(id, "user").then(() => `${email} is an ordinary user now.`),
};

/** What the user waits for: the one button that stands in the open. */
export function waitsFor({ state }: AnyUser): Act | null {
  if (state === "waiting") return CONFIRM;
  return state === "disabled" ? ENABLE : null;
}

/** The rest, by state. Nothing for one's own account: nobody shuts oneself out. */
export function othersFor({ state, role }: AnyUser): readonly Act[] {
  if (state === "waiting") return [NEW_LINK];
  if (state === "disabled") return [RESET_LINK];
  return [RESET_LINK, role === "admin" ? DEMOTE : PROMOTE, DISABLE];
}

export async function perform(act: Act, user: AnyUser): Promise<void> {
  try {
    toast.say(await act.run(user));
  } catch (error) {
    toast.say(sentence(error));
  }
}

export async function endSession(user: AnyUser, { id: session }: AnySession): Promise<void> {
  const name = "End this one";
  await perform({ name, run: ({ id, email }) => api.endSession(id, session).then(() => `A session of ${email} ended.`) }, user);
}

export async function endSessions(user: AnyUser): Promise<void> {
  const name = "End all sessions";
  await perform({ name, run: ({ id, email }) => api.endSessions(id).then((ended) => `${counted(ended.sessions, "session")} of ${email} ended.`) }, user);
}
