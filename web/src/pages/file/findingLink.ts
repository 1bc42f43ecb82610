/** The fragment of a URL that leads to a line or to a finding: `#L34`, `#L34-F821`, `#L34-E231-2` for the second of its code. */

import type { Finding } from "../../lib/types";

const FRAGMENT = /^#L(\d+)(-[A-Za-z]\w*(?:-\d+)?)?$/;

export interface Place {
  /** 0 for none. */
  line: number;
  /** The anchor of the finding; empty for the line itself. */
  anchor: string;
}

export function placeOf(fragment: string): Place {
  const [, line = "0", finding = ""] = FRAGMENT.exec(fragment) ?? [];
  return { line: Number(line), anchor: finding && fragment.slice(1) };
}

/** The anchor of each finding, without the #. */
export function anchorsOf(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ line, code }) => {
    const anchor = `L${line}-${code}`;
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before > 0 ? `${anchor}-${before + 1}` : anchor;
  });
}
