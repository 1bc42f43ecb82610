/** A choice of this browser's reader that outlives the page. */
export class RememberedSwitch {
  on = $state(false);

  constructor(readonly key: string) {
    try {
      this.on = localStorage.getItem(key) === "1";
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  turn(): void {
    this.on = !this.on;
    try {
      if (this.on) localStorage.setItem(this.key, "1");
      else localStorage.removeItem(this.key);
    } catch {
      // as above
    }
  }
}
