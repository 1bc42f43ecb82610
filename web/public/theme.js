// Sets the chosen theme before the first paint. The page's own scripts come too late for that,
// and the content policy allows no inline script.
try {
  const theme = localStorage.getItem("lintbox-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the page follows the system.
}
