/** Seconds to wait after so many failures in a row: 1, 2, 4, 8, then 15, each a little different per tab. */
export function backOffSeconds(failures: number): number {
  return Math.min(2 ** failures, 15) * (0.75 + Math.random() / 2);
}
