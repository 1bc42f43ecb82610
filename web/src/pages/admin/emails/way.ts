import type { Mail } from "../types";

const SECURITY: Readonly<Record<string, string>> = { starttls: "with STARTTLS", tls: "with TLS from the start", none: "without encryption" };

/** How emails leave: "mail.school.example, port 587, with STARTTLS". */
export function wayOut({ server, port, security }: Mail): string {
  return [server ?? "a mail server", port === null ? "" : `port ${port}`, SECURITY[security ?? ""] ?? ""].filter(Boolean).join(", ");
}
