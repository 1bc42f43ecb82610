// Sets the chosen theme before the first paint. The page's modules run later, and the content security policy
// forbids inline scripts.
try {
  const theme = localStorage.getItem("lintbox-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the page follows the system theme.
}
