/** Runs `work` in the frame after the next, when the page as it is now has been painted. Returns how to cancel it. */
export function afterPaint(work: () => void): () => void {
  let frame = requestAnimationFrame(() => (frame = requestAnimationFrame(work)));
  return () => cancelAnimationFrame(frame);
}
