/** The pixels of a rem. */
export const REM_PX = parseFloat(getComputedStyle(document.documentElement).fontSize);
