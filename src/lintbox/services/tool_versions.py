"""The versions that a result or a fault may depend on; imports little, for ``lintbox --version``."""

from __future__ import annotations

import platform
import sqlite3
import ssl

from lintbox import __version__
from lintbox.domain import Tool


def list_versions(tool: Tool) -> dict[str, str]:
    return {
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
