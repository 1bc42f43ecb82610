import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The first page (the sign-in page with its scripts and styles) has 36,000 bytes of gzip: tests/browser/test_first_page.py.
// Measured with gzip of each file: 35,334 bytes with the three rules below; 38,531 without the tree shaking of Svelte,
// 37,172 without the group of lists, 41,423 without the group of the start, 40,710 without all three.
const SVELTE = /svelte\/src\/(internal\/client\/dom|reactivity)\//;
const LISTS = /svelte\/src\/(internal\/client\/dom\/(blocks\/each|elements\/bindings\/select)|reactivity\/set)\.js/;

export default defineConfig({
  // The server writes the real base path in place of this word when it loads the pages.
  base: "/__lintbox__/",
  plugins: [svelte()],
  build: {
    target: "es2022",
    // The content policy allows no data: fonts or scripts, and every browser we support preloads by itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      // Svelte's modules have no effect until they are called, so the first page leaves out those that it does not use.
      treeshake: { moduleSideEffects: [{ test: SVELTE, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            // Svelte's each blocks and selects: the first page has none, the others share this chunk.
            { name: "lists", test: LISTS, priority: 1, includeDependenciesRecursively: false },
            // What the first page needs goes together, with all that it imports: many small parts compress worse.
            { name: "start", test: /src\/(App|pages\/account\/SignIn)\.svelte/ },
          ],
        },
      },
    },
  },
});
