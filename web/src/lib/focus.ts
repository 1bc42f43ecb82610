/** Keeps the keyboard somewhere sensible, whatever the page takes away. */

const CONTROL = "a[href], button, select, textarea, summary, input:not([tabindex='-1']), [tabindex='0']";

/** Gives the focus to the heading of the page, so that it is read out and the next Tab begins there. */
export function focusHeading(): void {
  const main = document.getElementById("main");
  const heading = main?.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  (heading ?? main)?.focus({ preventScroll: true });
}

/** Gives a focus that was lost with its element to the part where that was; to the heading where nothing of it is left. */
export function keepFocus(): () => void {
  let last: HTMLElement | null = null;
  let places: Element[] = [];

  const note = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    places = ancestors(target);
  };
  const observer = new MutationObserver(() => {
    const page = document.activeElement?.id === "main" && document.querySelector("#main h1");
    if (page) return focusHeading();
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    const left = places.filter(({ isConnected }) => isConnected);
    last = null;
    // rows far from the window are left out on purpose, and the browser keeps the place
    if (left[0]?.querySelector(":scope > .far")) return;
    const control = left.map((place) => place.querySelector<HTMLElement>(CONTROL)).find(Boolean);
    if (control) control.focus({ preventScroll: true });
    else focusHeading();
  });

  document.addEventListener("focusin", note);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", note);
    observer.disconnect();
  };
}

/** From the parent up to, and without, the main part. */
function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let place = element.parentElement; place && place.id !== "main" && place.id !== "app"; place = place.parentElement) found.push(place);
  return found;
}
