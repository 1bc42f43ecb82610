"""``lintbox check``: flake8's own options, discovery, formatters and report around our way of checking."""
