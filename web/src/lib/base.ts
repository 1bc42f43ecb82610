/**
 * The path that the product lives under, with a slash at both ends.
 *
 * Read from the page and not from `import.meta.env`: the build's placeholder has another length than
 * what the server writes in its place, and a minifier computes with it.
 */
export const BASE = document.documentElement.dataset.base ?? "/";
