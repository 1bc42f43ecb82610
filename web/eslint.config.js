import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/lib/schema.d.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      "no-console": "error",
      "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "EventSource"],
      "@typescript-eslint/no-explicit-any": "error",
      "svelte/no-at-html-tags": "error",
      // The app has its own router, whose URLs are plain strings.
      "svelte/no-navigation-without-resolve": "off",
    },
  },
  { files: ["src/lib/{api,http}.ts"], rules: { "no-restricted-globals": "off" } },
  { files: ["src/lib/events.ts"], rules: { "no-restricted-globals": "off" } },
);
