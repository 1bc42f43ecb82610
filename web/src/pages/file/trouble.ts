/** What is said of a file that could not be checked, and what to do; the server's own sentence stands between. */

export interface Advice {
  title: string;
  todo: readonly { act: string; why: string; does: "replace" | "check" }[];
}

const AGAIN = { act: "Check it again as it is.", why: "This helps only if the server was very busy.", does: "check" } as const;

const ADVICE: Readonly<Record<string, Advice>> = {
  timeout: {
    title: "flake8 did not come to an end in time",
    todo: [
      {
        act: "Split what is long, then replace the file.",
        why: "Very long lines, long runs of blanks and endless chains of operators make flake8 slow. Python may be fine with them.",
        does: "replace",
      },
      AGAIN,
    ],
  },
  memory: {
    title: "flake8 needed more memory than a check may have",
    todo: [
      { act: "Split the file, then replace it by its parts.", why: "Large tables of data are better kept outside the code.", does: "replace" },
      AGAIN,
    ],
  },
  "too-deep": {
    title: "The code is nested too deeply for Python’s parser",
    todo: [
      {
        act: "Break the deepest expression or chain apart, then replace the file.",
        why: "A list in place of hundreds of terms, or a table in place of hundreds of branches, reads better too.",
        does: "replace",
      },
    ],
  },
  encoding: {
    title: "The bytes of this file are not in the encoding that it claims",
    todo: [
      {
        act: "Save the file as UTF-8 in your editor, then replace it.",
        why: "Look for “Encoding” near Save, or in the status line.",
        does: "replace",
      },
      {
        act: "Or tell Python how it was saved.",
        why: "For Latin-1, let the first line be # coding: latin-1, then replace the file.",
        does: "replace",
      },
    ],
  },
  unsupported: {
    title: "This file cannot be read as Python source",
    todo: [{ act: "Save it as plain text in UTF-8, then replace it.", why: "Word processors and archives put more than text into a file.", does: "replace" }],
  },
};

const OTHER: Advice = {
  title: "flake8 itself stopped on this file",
  todo: [
    AGAIN,
    { act: "Change what is unusual in it, then replace the file.", why: "Somewhere in it is a thing that flake8 did not expect.", does: "replace" },
  ],
};

export function adviceFor(code: string | undefined): Advice {
  return ADVICE[code ?? ""] ?? OTHER;
}
