import { expect, test } from "vitest";

const SOURCES = import.meta.glob<string>("./**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });

/** The static, type and dynamic imports of each module. */
const IMPORTS = new Map(Object.entries(SOURCES).map(([path, text]) => [path, importsOf(path, text)]));

function importsOf(path: string, text: string): string[] {
  const written = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  const targets = written.map((target) => `.${new URL(target, `file:///${path}`).pathname}`);
  return targets.map((target) => [target, `${target}.ts`, `${target}.d.ts`].find((name) => name in SOURCES) ?? "").filter(Boolean);
}

/** Returns the first import circle found from `path`, or null. */
function findCircle(path: string, chain: readonly string[], done: Set<string>): readonly string[] | null {
  if (chain.includes(path)) return [...chain.slice(chain.indexOf(path)), path];
  if (done.has(path)) return null;
  for (const next of IMPORTS.get(path) ?? []) {
    const circle = findCircle(next, [...chain, path], done);
    if (circle) return circle;
  }
  done.add(path);
  return null;
}

test("imports are found", () => {
  expect(IMPORTS.get("./main.ts")).toContain("./App.svelte");
  expect(IMPORTS.get("./pages.ts")).toContain("./pages/admin/pages.ts");
  expect(IMPORTS.get("./lib/types.ts")).toEqual(["./lib/schema.d.ts"]);
});

test("no modules import each other in a circle", () => {
  const done = new Set<string>();
  const circles = [...IMPORTS.keys()].map((path) => findCircle(path, [], done)).filter((circle) => circle !== null);
  expect(circles.map((circle) => circle.join(" → "))).toEqual([]);
});
