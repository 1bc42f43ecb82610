/** A small router on the History API. Paths start with a slash and exclude the base. */

import { BASE } from "./base";
import { toast } from "./toast.svelte";
import { unsaved } from "./unsaved.svelte";

interface Entry {
  /** Position in the history of this tab. */
  position: number;
  scrollY?: number;
}

/** Some mail programs encode the # of a link as %23, once or twice, which makes the fragment part of the path. */
function repairLocation(): void {
  const repaired = location.pathname.replace(/%(?:25)*23/, "#");
  if (repaired !== location.pathname) history.replaceState(null, "", repaired + location.search + location.hash);
}

repairLocation();

class Router {
  path = $state(pathOf(location));
  search = $state(location.search);
  hash = $state(location.hash);
  /** The scroll position to restore; 0 for a new page. */
  scrollY = 0;

  #position = 0;
  /** Pending history steps made by the router itself; their popstate events are ignored. */
  #ownSteps = 0;

  go(to: string, how: "push" | "replace" = "push"): void {
    const target = new URL(to, location.href);
    if (how === "push") {
      this.#updateEntry({ position: this.#position, scrollY });
      history.pushState({ position: ++this.#position } satisfies Entry, "", target);
    } else {
      history.replaceState(history.state, "", target);
    }
    this.scrollY = 0;
    this.#read();
  }

  /** Handles links and the back button from now on. */
  start(): void {
    history.scrollRestoration = "manual";
    this.#position = (history.state as Entry | null)?.position ?? 0;
    this.#updateEntry({ position: this.#position });
    addEventListener("click", (event) => this.#followLink(event));
    addEventListener("popstate", (event) => this.#followHistory(event.state as Entry | null));
  }

  #read(): void {
    this.path = pathOf(location);
    this.search = location.search;
    this.hash = location.hash;
  }

  #updateEntry(entry: Entry): void {
    history.replaceState({ ...(history.state as Entry | null), ...entry }, "");
  }

  #followLink(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || !opensHere(event, link)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    const { href: to } = link;
    this.#leave(pathOf(link), () => this.go(to));
  }

  #followHistory(entry: Entry | null): void {
    if (this.#ownSteps > 0) {
      this.#ownSteps -= 1;
      return;
    }
    // Only a fragment link followed by the browser itself has no entry of the router yet.
    if (!entry) this.#updateEntry({ position: this.#position + 1 });
    const { position, scrollY: before } = (history.state as Entry | null) ?? { position: this.#position };
    const steps = position - this.#position;
    if (steps !== 0 && pathOf(location) !== this.path && unsaved.onPage) {
      // The browser has already moved: go back, then ask.
      this.#ownSteps += 1;
      history.go(-steps);
      return unsaved.leave(() => history.go(steps));
    }
    this.#position = position;
    if (pathOf(location) !== this.path) toast.close();
    this.scrollY = before ?? 0;
    this.#read();
  }

  /** Asks about unsaved input and closes the toast before another page is shown. */
  #leave(path: string, action: () => void): void {
    if (path === this.path) return action();
    unsaved.leave(() => {
      toast.close();
      action();
    });
  }
}

export const router = new Router();

/** The URL of a page of this app, with the base path. */
export function href(path: string): string {
  return BASE + path.slice(1);
}

function pathOf(place: { pathname: string }): string {
  const inside = place.pathname.startsWith(BASE) ? place.pathname.slice(BASE.length) : "";
  return `/${inside.replace(/\/+$/, "")}`;
}

function opensHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const plainClick = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const inApp = link.origin === location.origin && link.pathname.startsWith(BASE);
  return plainClick && inApp && !link.target && !link.hasAttribute("download");
}
