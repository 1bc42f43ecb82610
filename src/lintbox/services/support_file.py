"""The support file: a description of an installation without secrets, addresses or sources."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping

from lintbox import __version__
from lintbox.lint.engine.versions import installed
from lintbox.platform.logs import redact_addresses
from lintbox.services.doctor import Installation, Verdict
from lintbox.setting_sources import describe as describe_settings
from lintbox.storage import inspection


def describe(installation: Installation, verdicts: Mapping[str, Verdict]) -> str:
    """Return the text of the file; stored data appears only as counts and sizes."""
    content = {
        "made_at": installation.now.isoformat(timespec="seconds"),
        "versions": {
            "lintbox": __version__,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "flake8": installed().flake8,
        },
        "machine": {
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "libc": " ".join(platform.libc_ver()),
            "cores": os.cpu_count(),
        },
        "settings": [setting._asdict() for setting in describe_settings(installation.settings)],
        "diagnoses": {name: verdict._asdict() for name, verdict in verdicts.items()},
        "database": _describe_database(installation),
    }
    return redact_addresses(json.dumps(content, indent=2, ensure_ascii=False)) + "\n"


def _describe_database(installation: Installation) -> Mapping[str, object]:
    database = installation.database
    try:
        return {
            "bytes": {
                path.name: path.stat().st_size for path in sorted(installation.folder.glob("lintbox.db*"))
            },
            "schema": inspection.read_schema(database),
            "rows": inspection.count_rows(database),
            "states": inspection.count_states(database),
        }
    except (OSError, sqlite3.Error) as error:
        return {"trouble": str(error)}
