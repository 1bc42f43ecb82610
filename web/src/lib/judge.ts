import { isPython } from "./dropped";
import type { About, Rejection } from "./types";
import { limit } from "./words";

/** What the server would say of a picked file, as far as the browser can know it; null when it may go. */
export function judge(file: { name: string; size: number }, limits: About["limits"] | undefined): Rejection | null {
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
