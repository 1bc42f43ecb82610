/** A router of few lines on the History API. Paths are without the base, and begin with a slash. */

import { BASE } from "./base";
import { toast } from "./toast.svelte";
import { unsaved } from "./unsaved.svelte";

interface Entry {
  /** Its place in the history of this tab. */
  at: number;
  scrollY?: number;
}

/** Mail programs write the # of a link as %23, some of them twice: then all of it is a path. */
function mendLocation(): void {
  const mended = location.pathname.replace(/%(?:25)*23/, "#");
  if (mended !== location.pathname) history.replaceState(null, "", mended + location.search + location.hash);
}

mendLocation();

class Router {
  path = $state(pathOf(location));
  search = $state(location.search);
  hash = $state(location.hash);
  /** Where the page was scrolled to when it was left; 0 for a page that is new. */
  scrollY = 0;

  #at = 0;
  /** Steps through the history that undo a step of the user's, or repeat it after a question. */
  #ownSteps = 0;

  go(to: string, how: "push" | "replace" = "push"): void {
    const target = new URL(to, location.href);
    if (how === "push") {
      this.#note({ at: this.#at, scrollY });
      history.pushState({ at: ++this.#at } satisfies Entry, "", target);
    } else {
      history.replaceState(history.state, "", target);
    }
    this.scrollY = 0;
    this.#read();
  }

  /** Follows links and the back button until the page ends. */
  start(): void {
    history.scrollRestoration = "manual";
    this.#at = (history.state as Entry | null)?.at ?? 0;
    this.#note({ at: this.#at });
    addEventListener("click", (event) => this.#followLink(event));
    addEventListener("popstate", (event) => this.#followHistory(event.state as Entry | null));
  }

  #read(): void {
    this.path = pathOf(location);
    this.search = location.search;
    this.hash = location.hash;
  }

  #note(entry: Entry): void {
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
    // Only a fragment that the browser itself went to has no entry of ours yet.
    if (!entry) this.#note({ at: this.#at + 1 });
    const { at, scrollY: before } = (history.state as Entry | null) ?? { at: this.#at };
    const steps = at - this.#at;
    if (steps !== 0 && pathOf(location) !== this.path && unsaved.onPage) {
      // The browser has gone already: back to where the question is asked.
      this.#ownSteps += 1;
      history.go(-steps);
      return unsaved.leave(() => history.go(steps));
    }
    this.#at = at;
    if (pathOf(location) !== this.path) toast.close();
    this.scrollY = before ?? 0;
    this.#read();
  }

  /** What was said of one page is not for the next one. */
  #leave(path: string, action: () => void): void {
    if (path === this.path) return action();
    unsaved.leave(() => {
      toast.close();
      action();
    });
  }
}

export const router = new Router();

/** The address of a page of ours, for `href`. */
export function href(path: string): string {
  return BASE + path.slice(1);
}

function pathOf(place: { pathname: string }): string {
  const inside = place.pathname.startsWith(BASE) ? place.pathname.slice(BASE.length) : "";
  return `/${inside.replace(/\/+$/, "")}`;
}

function opensHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const plainClick = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const ours = link.origin === location.origin && link.pathname.startsWith(BASE);
  return plainClick && ours && !link.target && !link.hasAttribute("download");
}
