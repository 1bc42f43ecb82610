import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The first page (sign-in, with its scripts and styles) may have 38,000 bytes after gzip: tests/browser/test_first_page.py.
// Measured by that test on 2026-11-27: 35,577 bytes with the three rules below; 38,790 without the tree shaking of
// Svelte, 37,438 without the group of lists, 41,836 without the group of the start, 41,133 without all three.
const SVELTE = /svelte\/src\/(internal\/client\/dom|reactivity)\//;
const LISTS = /svelte\/src\/(internal\/client\/dom\/(blocks\/each|elements\/bindings\/select)|reactivity\/set)\.js/;

export default defineConfig({
  // A placeholder: the server replaces it with the base path when it loads the pages.
  base: "/__lintbox__/",
  plugins: [svelte()],
  build: {
    target: "es2022",
    // The content security policy forbids data: URLs, and every supported browser has modulepreload.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      // Svelte's modules have no side effects on import, so unused ones can be left out of the first page.
      treeshake: { moduleSideEffects: [{ test: SVELTE, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            // Svelte's each blocks and selects: unused on the first page, shared by the other pages.
            { name: "lists", test: LISTS, priority: 1, includeDependenciesRecursively: false },
            // The first page and its imports in one chunk: many small files compress worse.
            { name: "start", test: /src\/(App|pages\/account\/SignIn)\.svelte/ },
          ],
        },
      },
    },
  },
});
