from __future__ import annotations

import platform
import sqlite3
import ssl

from lintbox import __version__
from lintbox.lint.versions import installed


def describe_versions() -> str:
    tool = installed()
    rows = {
        "Lintbox": __version__,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
        "flake8": tool.flake8,
        "pycodestyle": tool.pycodestyle,
        "pyflakes": tool.pyflakes,
        "mccabe": tool.mccabe,
        **tool.plugins,
    }
    return "\n".join(f"{name:<22}{version}" for name, version in rows.items())
