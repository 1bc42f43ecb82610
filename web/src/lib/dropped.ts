/** The files of a drop: those dropped themselves, and the Python files inside dropped folders. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await: the browser empties the transfer when the event is over.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory ?? false);
  const folderNames = new Set(folders.map((folder) => folder.name));
  const inside = await Promise.all(folders.map(pythonFilesIn));
  return [...plain.filter((file) => !folderNames.has(file.name)), ...inside.flat()];
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
