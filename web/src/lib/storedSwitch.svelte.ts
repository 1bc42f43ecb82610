/** A switch stored in this browser. */
export class StoredSwitch {
  on = $state(false);

  constructor(readonly key: string) {
    try {
      this.on = localStorage.getItem(key) === "1";
    } catch {
      // Without storage the switch lasts as long as the page.
    }
  }

  toggle(): void {
    this.on = !this.on;
    try {
      if (this.on) localStorage.setItem(this.key, "1");
      else localStorage.removeItem(this.key);
    } catch {
      // as above
    }
  }
}
