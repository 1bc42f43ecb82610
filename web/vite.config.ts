import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

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
  },
});
