/** The findings of a list in groups: by category, by code, by what is new, or all by line. */

import { CATEGORIES, type Category } from "../../lib/categories";
import { groupBy } from "../../lib/groupBy";
import type { NumberedFinding } from "./numbered";

export type View = "category" | "code" | "new" | "line";

export interface Group {
  /** Unique in its view. */
  key: string;
  /** The name of the category, the code, or which findings these are; empty for all. */
  name: string;
  category: Category | null;
  findings: readonly NumberedFinding[];
}

/** `findings` are in the order of their lines, and stay so within a group. Groups without findings are left out. */
export function groupFindings(findings: readonly NumberedFinding[], view: View): Group[] {
  return GROUPINGS[view](findings).filter((group) => group.findings.length > 0);
}

const GROUPINGS: Record<View, (findings: readonly NumberedFinding[]) => Group[]> = {
  category: byCategory,
  code: byCode,
  new: byStatus,
  line: (findings) => [{ key: "all", name: "", category: null, findings }],
};

function byCategory(findings: readonly NumberedFinding[]): Group[] {
  return CATEGORIES.map((category) => ({
    key: category.key,
    name: category.name,
    category,
    findings: findings.filter((finding) => finding.category === category.key),
  }));
}

/** The most severe category first, and in it the most frequent code. */
function byCode(findings: readonly NumberedFinding[]): Group[] {
  return byCategory(findings).flatMap(({ category, findings: inCategory }) =>
    [...groupBy(inCategory, ({ code }) => code)]
      .map(([code, same]) => ({ key: code, name: code, category, findings: same }))
      .sort((one, other) => other.findings.length - one.findings.length || one.name.localeCompare(other.name)),
  );
}

function byStatus(findings: readonly NumberedFinding[]): Group[] {
  const isNew = ({ status }: NumberedFinding): boolean => status === "new";
  return [
    { key: "new", name: "New", category: null, findings: findings.filter(isNew) },
    { key: "left", name: "Left", category: null, findings: findings.filter((finding) => !isNew(finding)) },
  ];
}
