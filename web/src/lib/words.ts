/** Formats numbers, sizes and times for display. */

const figures = new Intl.NumberFormat("en");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const inFull = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium" });

export function figure(value: number): string {
  return figures.format(value);
}

/** "1 finding", "1,204 lines". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${figure(value)} ${value === 1 ? one : many}`;
}

/** "X999, S and 3 more". */
export function shorten(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${figure(more)} more` : names.join(", ");
}

export function size(bytes: number): string {
  if (bytes < 1024) return counted(bytes, "byte");
  const kib = bytes / 1024;
  if (kib < 1024) return `${kib < 100 ? trimmed(kib) : Math.round(kib)} KB`;
  const mib = kib / 1024;
  return mib < 1024 ? `${trimmed(mib)} MB` : `${trimmed(mib / 1024)} GB`;
}

/** Exact, for limits: "1 MiB". */
export function limit(bytes: number): string {
  if (bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} MiB`;
  return bytes % 1024 === 0 ? `${figure(bytes / 1024)} KiB` : counted(bytes, "byte");
}

export function duration(milliseconds: number): string {
  return milliseconds < 100 ? `${milliseconds}\u00a0ms` : `${(milliseconds / 1000).toFixed(2)}\u00a0s`;
}

/** The first sentence of an explanation, and what follows it. */
export function headAndRest(text: string): [head: string, rest: string] {
  const end = /\.\s+(?=\p{Lu})/u.exec(text);
  return end ? [text.slice(0, end.index + 1), text.slice(end.index + end[0].length)] : [text, ""];
}

/** "Today, 14:32", "Yesterday, 17:31", "20 Nov, 09:12", "20 Nov 2025". */
export function near(moment: Date, now: Date): string {
  const time = clock.format(moment);
  const days = Math.round((midnight(now) - midnight(moment)) / 86_400_000);
  if (days === 0) return `Today, ${time}`;
  if (days === 1) return `Yesterday, ${time}`;
  return moment.getFullYear() === now.getFullYear()
    ? `${dayAndMonth.format(moment)}, ${time}`
    : dayMonthYear.format(moment);
}

/** `near` inside a sentence: "today, 14:32". */
export function nearInside(moment: Date, now: Date): string {
  return near(moment, now).replace(/^[TY]/, (initial) => initial.toLowerCase());
}

export function atClock(moment: Date): string {
  return clock.format(moment);
}

export function full(moment: Date): string {
  return inFull.format(moment).replace(" at ", ", ");
}

/** "a.py", "a.py and b.py", "a.py, b.py and 3 more". */
export function named(names: readonly string[], most = 5): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${figure(rest)} more`] : shown;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
