import type { ConfigReading, OptionKind, OptionValue, Profile, ProfileDraft, ProfileOption } from "../../lib/types";

/** What a form holds: each option as the text that stands in its field. */
export class Draft {
  name = $state("");
  texts = $state<Record<string, string>>({});
  switches = $state<Record<string, boolean>>({});
  plugins = $state<string[]>([]);
  /** `ignore` replaces flake8's own list, even with nothing. */
  ignores = $state(false);
  confirmed = $state(false);

  #beginning = "";

  constructor(readonly known: readonly ProfileOption[]) {}

  /** What there is now is no work of the user's. */
  noteBeginning(): void {
    this.#beginning = JSON.stringify(this.toBody());
  }

  get isChanged(): boolean {
    return JSON.stringify(this.toBody()) !== this.#beginning;
  }

  fill(profile: Pick<Profile, "options" | "plugins">): void {
    this.texts = {};
    this.switches = {};
    for (const [name, value] of Object.entries(profile.options)) {
      if (typeof value === "boolean") this.switches[name] = value;
      else this.texts[name] = toText(value, this.#kindOf(name));
    }
    this.ignores = "ignore" in profile.options;
    this.plugins = [...profile.plugins];
  }

  /** Takes what a configuration says; what it does not speak of stays. */
  take(reading: ConfigReading): void {
    const kept = this.toBody();
    this.fill({
      options: { ...kept.options, ...reading.options },
      plugins: [...kept.plugins, ...reading.plugins.filter((plugin) => !kept.plugins.includes(plugin))],
    });
  }

  toBody(): ProfileDraft {
    const options: Record<string, OptionValue> = {};
    for (const { name, plugin } of this.known) {
      if (plugin && !this.plugins.includes(plugin)) continue;
      const text = this.texts[name] ?? "";
      if (this.switches[name]) options[name] = true;
      else if (name === "ignore" ? this.ignores : text.trim()) options[name] = text;
    }
    return { name: this.name, options, plugins: [...this.plugins], confirm_finds_nothing: this.confirmed };
  }

  turnPlugin(name: string, on: boolean): void {
    this.plugins = on ? [...this.plugins, name] : this.plugins.filter((one) => one !== name);
  }

  #kindOf(name: string): OptionKind | undefined {
    return this.known.find((option) => option.name === name)?.kind;
  }
}

function toText(value: OptionValue, kind: OptionKind | undefined): string {
  if (!Array.isArray(value)) return String(value);
  return value.join(kind === "files" || kind === "messages" ? "\n" : ", ");
}
