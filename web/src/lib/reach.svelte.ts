/** Whether the server answers. `api.ts` writes it, the banner reads it. */
class Reach {
  /** When the first request without an answer was sent; null while all is well. */
  lostAt = $state<Date | null>(null);

  lost(): void {
    this.lostAt ??= new Date();
  }

  found(): void {
    this.lostAt = null;
  }
}

export const reach = new Reach();
