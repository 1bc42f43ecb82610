/** The formats of exports, in the words of the menu. */

import { sendForResponse } from "./http";
import { nameOf } from "./headers";
import { sentence } from "./problem";
import { toast } from "./toast.svelte";
import type { ExportFormat } from "./types";

export const FORMATS: readonly { key: ExportFormat; name: string; use: string }[] = [
  { key: "html", name: "Web page", use: "to read, print or send" },
  { key: "csv", name: "CSV", use: "for spreadsheets" },
  { key: "text", name: "Text", use: "the rows of flake8" },
  { key: "json", name: "JSON", use: "for scripts" },
  { key: "sarif", name: "SARIF", use: "for code scanning and editors" },
  { key: "junit", name: "JUnit XML", use: "for CI servers" },
  { key: "github", name: "GitHub annotations", use: "for workflows" },
  { key: "gitlab", name: "GitLab code quality", use: "for merge requests" },
];

/** The most files that fit into the address of one request; the server has the same limit. */
export const MOST_SELECTED = 400;

/** Saves an export as a file; says in a toast why there is none. `path` is below the API and may have a query. */
export async function saveExport(path: string, format: ExportFormat): Promise<void> {
  try {
    const response = await sendForResponse("GET", `${path}${path.includes("?") ? "&" : "?"}format=${format}`);
    const name = nameOf(response.headers.get("Content-Disposition"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    // the browser has begun to save it when the event loop runs again
    setTimeout(() => URL.revokeObjectURL(link.href));
    toast.show(`Exported as ${name}.`);
  } catch (error) {
    toast.show(`Not exported. ${sentence(error)}`);
  }
}
