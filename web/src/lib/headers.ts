/** What headers of the server say. */

/** The name that the server gives the file (RFC 6266, RFC 8187). */
export function nameOf(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "")?.[1];
  try {
    return encoded ? decodeURIComponent(encoded) : "findings";
  } catch {
    return "findings";
  }
}

/** The SHA-256 in the entity tag of a content; empty without one. A proxy that compresses makes the tag a weak one (RFC 9110 8.8.1). */
export function hashOf(tag: string | null): string {
  return /^(?:W\/)?"([0-9a-f]{64})"$/.exec(tag ?? "")?.[1] ?? "";
}
