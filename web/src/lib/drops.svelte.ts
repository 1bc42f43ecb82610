/** Files dropped anywhere in the window go to the page that accepts them; a drop never navigates away from the app. */

type Receiver = (transfer: DataTransfer) => void;

const TEXT_FIELD = "textarea, input:not([type=file])";

class Drops {
  /** Number of files dragged over a page that accepts them. */
  dragged = $state(0);

  #receivers: Receiver[] = [];

  /** The most recent receiver gets the drops. Returns the function that unregisters it. */
  accept(receiver: Receiver): () => void {
    this.#receivers.push(receiver);
    return () => {
      this.#receivers = this.#receivers.filter((other) => other !== receiver);
      this.dragged = 0;
    };
  }

  start(): void {
    addEventListener("dragover", (event) => this.#dragOver(event));
    addEventListener("drop", (event) => this.#drop(event));
    addEventListener("dragleave", (event) => {
      // No related target: the pointer has left the window, not just an element.
      if (event.relatedTarget === null) this.dragged = 0;
    });
  }

  #dragOver(event: DragEvent): void {
    if (isTextDrag(event)) return;
    event.preventDefault();
    const accepted = hasFiles(event) && this.#receiver() !== undefined;
    if (event.dataTransfer) event.dataTransfer.dropEffect = accepted ? "copy" : "none";
    this.dragged = accepted ? Math.max(1, event.dataTransfer?.items.length ?? 1) : 0;
  }

  #drop(event: DragEvent): void {
    this.dragged = 0;
    if (isTextDrag(event)) return;
    event.preventDefault();
    if (event.dataTransfer && hasFiles(event)) this.#receiver()?.(event.dataTransfer);
  }

  /** A page behind a modal dialog accepts no drops. */
  #receiver(): Receiver | undefined {
    return document.querySelector("dialog[open]") ? undefined : this.#receivers.at(-1);
  }
}

export const drops = new Drops();

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Text dragged into a text field is left to the browser. */
function isTextDrag(event: DragEvent): boolean {
  return !hasFiles(event) && event.target instanceof Element && event.target.closest(TEXT_FIELD) !== null;
}
