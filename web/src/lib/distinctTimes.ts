/** Names moments that are listed together, so that no two names are equal. */

import { nearInside } from "./words";

const clockWithSeconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The names inside a sentence, "today, 14:32", in the same order: to the second, or numbered, where another is the same. */
export function distinctTimes(moments: readonly Date[], now: Date): string[] {
  const forms = [nearInside, withSeconds].map((form) => moments.map((moment) => form(moment, now)));
  return moments.map((_, index) => {
    const unique = forms.find((names) => names.filter((name) => name === names[index]).length === 1);
    return unique?.[index] ?? numbered(forms.at(-1) ?? [], index);
  });
}

function numbered(names: readonly string[], index: number): string {
  const name = names[index] ?? "";
  return `${name} (${names.slice(0, index + 1).filter((other) => other === name).length})`;
}

/** `nearInside` to the second: "today, 14:32:05". */
function withSeconds(moment: Date, now: Date): string {
  const [day] = nearInside(moment, now).split(",");
  return `${day}, ${clockWithSeconds.format(moment)}`;
}
