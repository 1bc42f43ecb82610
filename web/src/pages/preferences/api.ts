/** The routes of the link in emails that stops them; nobody needs to be signed in. */

import { send } from "../../lib/http";
import type { ResultMail, Subscription } from "../../lib/types";

/** `token` is that of the link in an email. */
export function readSubscription(token: string): Promise<Subscription> {
  return send("GET", `/subscription?${new URLSearchParams({ t: token })}`);
}

export function changeSubscription(token: string, result_mail: ResultMail): Promise<Subscription> {
  return send("PUT", `/subscription?${new URLSearchParams({ t: token })}`, { result_mail });
}

/** Null stands for the choice for all files. */
export function changeFileSubscription(token: string, result_mail: ResultMail | null): Promise<Subscription> {
  return send("PUT", `/subscription/file?${new URLSearchParams({ t: token })}`, { result_mail });
}
