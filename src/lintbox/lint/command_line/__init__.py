"""``lintbox check``: flake8's options, file discovery, formatters and report, around Lintbox's checks."""
