/**
 * The base path of the app, with a slash at both ends.
 *
 * Read from the page, not from `import.meta.env`: a minifier folds expressions such as the length of the build's
 * placeholder, which the server replaces later.
 */
export const BASE = document.documentElement.dataset.base ?? "/";
