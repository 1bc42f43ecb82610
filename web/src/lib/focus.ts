/** Keeps the keyboard focus in place when its element is removed. */

const CONTROL = "a[href], button, select, textarea, summary, input:not([tabindex='-1']), [tabindex='0']";

/** Focuses the page heading: screen readers announce it, and the next Tab starts there. */
export function focusHeading(): void {
  const main = document.getElementById("main");
  const heading = main?.querySelector("h1");
  if (heading) heading.tabIndex = -1;
  (heading ?? main)?.focus({ preventScroll: true });
}

/** Follows a link inside the page, but leaves the address alone: it may hold the token of a one-time link, or a finding. */
export function skipTo(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  event.preventDefault();
  const target = document.querySelector<HTMLElement>(event.currentTarget.hash);
  target?.focus({ preventScroll: true });
  target?.scrollIntoView();
}

/** When the focused element is removed, focuses a control in its nearest remaining ancestor, or else the heading. Returns the function that stops this. */
export function keepFocus(): () => void {
  let last: HTMLElement | null = null;
  let parents: Element[] = [];

  const remember = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    parents = ancestors(target);
  };
  const observer = new MutationObserver(() => {
    const heading = document.activeElement?.id === "main" && document.querySelector("#main h1");
    if (heading) return focusHeading();
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    const remaining = parents.filter(({ isConnected }) => isConnected);
    last = null;
    // Rows far outside the window are removed on purpose.
    if (remaining[0]?.querySelector(":scope > :is(.far, .gap)")) return;
    const control = remaining.map((parent) => parent.querySelector<HTMLElement>(CONTROL)).find(Boolean);
    if (control) control.focus({ preventScroll: true });
    else focusHeading();
  });

  document.addEventListener("focusin", remember);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", remember);
    observer.disconnect();
  };
}

/** The ancestors below #main, nearest first. */
function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let parent = element.parentElement; parent && parent.id !== "main" && parent.id !== "app"; parent = parent.parentElement) found.push(parent);
  return found;
}
