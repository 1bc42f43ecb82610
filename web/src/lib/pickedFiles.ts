/** Files that the user picked or dropped. */

import type { About, Rejection, UploadAnswer } from "./types";
import { limit, named } from "./words";

const MOST_RENAMED = 3;

/** Returns the dropped files, and the Python files inside dropped folders. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  // Read the entries before the first await: the browser empties the transfer when the event ends.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory ?? false);
  const folderNames = new Set(folders.map((folder) => folder.name));
  const inside = await Promise.all(folders.map(pythonFilesIn));
  return [...files.filter((file) => !folderNames.has(file.name)), ...inside.flat()];
}

async function pythonFilesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const found: Promise<File[]>[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) found.push(pythonFilesIn(entry as FileSystemDirectoryEntry));
    else if (isPython(entry.name)) found.push(fileOf(entry as FileSystemFileEntry).then((file) => [file]));
  }
  return (await Promise.all(found)).flat();
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

export function isPython(name: string): boolean {
  return name.toLowerCase().endsWith(".py");
}

/** A typed name as the server keeps it: without folders, with the missing ".py". */
export function pythonName(typed: string, fallback: string): string {
  const name = keptName(typed).replace(/\.+$/, "").trim();
  if (!name) return fallback;
  return isPython(name) ? name : `${name}.py`;
}

/** What to say beside a name that is kept in another form; empty if it is kept as typed, but for its ".py". */
export function nameNotice(typed: string, kept: string): string {
  const name = typed.trim().normalize("NFC");
  if (!name || name === kept || `${name}.py` === kept) return "";
  return `It will be called ${kept}.${/[/\\]/.test(name) ? " Folders are no part of a name." : ""}`;
}

/** The name that the server gives a file: the last part of a path. */
export function keptName(name: string): string {
  return name.trim().replace(/[/\\]+$/, "").split(/[/\\]/).at(-1)?.trim().normalize("NFC") ?? "";
}

/** The sentence about files that were stored under another name; empty if all kept theirs. */
export function renamedSentence(answer: Pick<UploadAnswer, "files">, sent: readonly { file: File }[]): string {
  const stored = new Set(answer.files.map(({ name }) => name));
  const renamed = sent
    .map(({ file }) => ({ before: file.name.normalize("NFC"), name: keptName(file.name) }))
    .filter(({ before, name }) => before !== name && stored.has(name))
    .map(({ before, name }) => `${before} is kept as ${name}`);
  return renamed.length > 0 ? `${named(renamed, MOST_RENAMED)}.` : "";
}

/** Applies the server's rules that need only name and size. Returns the rejection, or null for a valid file. */
export function validateFile(file: { name: string; size: number }, limits: About["limits"] | undefined): Rejection | null {
  if (!isPython(file.name)) {
    return {
      name: file.name,
      code: "not-python",
      detail: "Not a Python file: its name does not end in .py. If it is Python, rename it and add it again.",
    };
  }
  if (limits && file.size > limits.file_bytes) {
    return { name: file.name, code: "too-large", detail: `Larger than ${limit(limits.file_bytes)}. Split it, then add the parts.` };
  }
  return null;
}
