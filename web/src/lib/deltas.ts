import type { Delta } from "./types";
import { figure } from "./words";

const CAUSES = { content: "the content", profile: "the profile", versions: "the versions of the tools" };

/** "1 new, 3 fixed, 8 left"; empty if neither check has findings. */
export function changeSentence({ new: added, fixed, same }: Pick<Delta, "new" | "fixed" | "same">): string {
  if (added + fixed + same === 0) return "";
  const parts = [];
  if (added > 0) parts.push(`${figure(added)} new`);
  if (fixed > 0) parts.push(`${figure(fixed)} fixed`);
  if (parts.length === 0) parts.push("nothing new");
  if (same > 0) parts.push(`${figure(same)} left`);
  else if (added === 0) parts.push("none left");
  return parts.join(", ");
}

/** What the checks differ in if the file stayed as it was: "the profile and the versions of the tools". */
export function causeBesideContent({ changed }: Delta): string {
  return changed.includes("content") ? "" : changed.map((what) => CAUSES[what]).join(" and ");
}
