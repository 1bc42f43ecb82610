import type { ConfigReading, OptionKind, OptionValue, Profile, ProfileDraft, ProfileOption } from "../../lib/types";
import { NEWEST } from "../../lib/pythons";

/** The state of the form: each option as the text of its field. */
export class Draft {
  name = $state("");
  texts = $state<Record<string, string>>({});
  switches = $state<Record<string, boolean>>({});
  plugins = $state<string[]>([]);
  /** The version of Python, or "newest". */
  python = $state(NEWEST);
  /** Whether `ignore` replaces flake8's default list; its text may be empty. */
  ignores = $state(false);
  confirmed = $state(false);

  #initial = "";

  constructor(readonly known: readonly ProfileOption[]) {}

  /** Makes the present state the one that counts as unchanged. */
  markUnchanged(): void {
    this.#initial = JSON.stringify(this.toBody());
  }

  get isChanged(): boolean {
    return JSON.stringify(this.toBody()) !== this.#initial;
  }

  fill(profile: Pick<Profile, "options" | "plugins"> & { python?: string }): void {
    this.texts = {};
    this.switches = {};
    for (const [name, value] of Object.entries(profile.options)) {
      if (typeof value === "boolean") this.switches[name] = value;
      else this.texts[name] = toText(value, this.#kindOf(name));
    }
    this.ignores = "ignore" in profile.options;
    this.plugins = [...profile.plugins];
    this.python = profile.python ?? this.python;
  }

  /** Merges the options and plugins of a pasted configuration into the form. */
  merge(reading: ConfigReading): void {
    const own = this.toBody();
    this.fill({
      options: { ...own.options, ...reading.options },
      plugins: [...own.plugins, ...reading.plugins.filter((plugin) => !own.plugins.includes(plugin))],
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
    return { name: this.name, options, plugins: [...this.plugins], python: this.python, confirm_finds_nothing: this.confirmed };
  }

  setPlugin(name: string, on: boolean): void {
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
