import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

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
      // Each of Svelte's parts is loaded by the pages that use it; it does nothing until it is called.
      treeshake: { moduleSideEffects: [{ test: SVELTE, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            { name: "lists", test: LISTS, priority: 1, includeDependenciesRecursively: false },
            // What the first page needs goes together, with all that it imports: many small parts compress worse.
            { name: "start", test: /src\/(App|pages\/account\/SignIn)\.svelte/ },
          ],
        },
      },
    },
  },
});
