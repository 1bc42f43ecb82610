/** A router of few lines on the History API. Paths are without the base, and begin with a slash. */

import { BASE } from "./base";

interface Entry {
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

  go(to: string, how: "push" | "replace" = "push"): void {
    const target = new URL(to, location.href);
    if (how === "push") {
      history.replaceState({ scrollY } satisfies Entry, "");
      history.pushState(null, "", target);
    } else {
      history.replaceState(history.state, "", target);
    }
    this.scrollY = 0;
    this.#read();
  }

  /** Follows links and the back button until the page ends. */
  start(): void {
    history.scrollRestoration = "manual";
    addEventListener("click", (event) => this.#followLink(event));
    addEventListener("popstate", (event) => {
      this.scrollY = (event.state as Entry | null)?.scrollY ?? 0;
      this.#read();
    });
  }

  #read(): void {
    this.path = pathOf(location);
    this.search = location.search;
    this.hash = location.hash;
  }

  #followLink(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || !opensHere(event, link)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    this.go(link.href);
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
