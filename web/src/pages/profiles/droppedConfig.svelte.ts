import { drops } from "../../lib/drops.svelte";
import { toast } from "../../lib/toast.svelte";

const MOST_BYTES = 64 * 1024;

/** The text of a dropped configuration until the form takes it; empty for none. */
class DroppedConfig {
  text = $state("");

  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}

export const droppedConfig = new DroppedConfig();

export const dropLabel = (count: number): string =>
  count > 1 ? "Drop one configuration at a time" : "Drop to read this configuration";

/** Accepts dropped configurations and calls `loaded` for each. Returns the function that unregisters. */
export function acceptConfigs(loaded: () => void): () => void {
  return drops.accept(({ files }) => {
    const [file] = files;
    if (!file || files.length > 1) return toast.show("Drop one configuration at a time.");
    if (file.size > MOST_BYTES) return toast.show(`${file.name} is no configuration: it is larger than 64 KiB.`);
    file.text().then(
      (text) => {
        droppedConfig.text = text;
        loaded();
      },
      () => toast.show(`${file.name} could not be read. Drop a file, not a folder.`),
    );
  });
}
