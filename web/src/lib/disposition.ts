/** The name that the server gives the file (RFC 6266, RFC 8187). */
export function nameOf(disposition: string | null): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "")?.[1];
  try {
    return encoded ? decodeURIComponent(encoded) : "findings";
  } catch {
    return "findings";
  }
}
