/** Files dropped anywhere in the window go to the page that takes them; no drop ever leaves the app. */

type Taker = (transfer: DataTransfer) => void;

const TYPING = "textarea, input:not([type=file])";

class Drops {
  /** How many files are held over a page that takes them. */
  held = $state(0);

  #takers: Taker[] = [];

  /** The newest taker gets what is dropped, until the function that comes back is called. */
  take(taker: Taker): () => void {
    this.#takers.push(taker);
    return () => {
      this.#takers = this.#takers.filter((one) => one !== taker);
      this.held = 0;
    };
  }

  start(): void {
    addEventListener("dragover", (event) => this.#over(event));
    addEventListener("drop", (event) => this.#drop(event));
    addEventListener("dragleave", (event) => {
      // No related target: the pointer has left the window, not just one of its elements.
      if (event.relatedTarget === null) this.held = 0;
    });
  }

  #over(event: DragEvent): void {
    if (isTyping(event)) return;
    event.preventDefault();
    const taken = hasFiles(event) && this.#taker() !== undefined;
    if (event.dataTransfer) event.dataTransfer.dropEffect = taken ? "copy" : "none";
    this.held = taken ? Math.max(1, event.dataTransfer?.items.length ?? 1) : 0;
  }

  #drop(event: DragEvent): void {
    this.held = 0;
    if (isTyping(event)) return;
    event.preventDefault();
    if (event.dataTransfer && hasFiles(event)) this.#taker()?.(event.dataTransfer);
  }

  /** Behind a dialog the page takes nothing, as it takes no clicks. */
  #taker(): Taker | undefined {
    return document.querySelector("dialog[open]") ? undefined : this.#takers.at(-1);
  }
}

export const drops = new Drops();

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Text that is dragged into a field is the field's own. */
function isTyping(event: DragEvent): boolean {
  return !hasFiles(event) && event.target instanceof Element && event.target.closest(TYPING) !== null;
}
