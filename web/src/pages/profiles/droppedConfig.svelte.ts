import { drops } from "../../lib/drops.svelte";
import { toast } from "../../lib/toast.svelte";

const MOST_BYTES = 64 * 1024;

/** The text of a configuration that was dropped, until the form takes it; empty for none. */
class DroppedConfig {
  text = $state("");

  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}

export const droppedConfig = new DroppedConfig();

export const DROP_WORDS = (held: number): string =>
  held > 1 ? "Drop one configuration at a time" : "Let go to read this configuration";

/** A page that takes configurations: what is dropped on it is read, and `then` done with it. */
export function takeConfigs(then: () => void): () => void {
  return drops.take(({ files }) => {
    const [file] = files;
    if (!file || files.length > 1) return toast.say("Drop one configuration at a time.");
    if (file.size > MOST_BYTES) return toast.say(`${file.name} is no configuration: it is larger than 64 KiB.`);
    file.text().then(
      (text) => {
        droppedConfig.text = text;
        then();
      },
      () => toast.say(`${file.name} could not be read. Drop a file, not a folder.`),
    );
  });
}
