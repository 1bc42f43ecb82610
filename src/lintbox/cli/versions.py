from __future__ import annotations

from lintbox.lint.versions import installed
from lintbox.services.versions import list_versions


def describe_versions() -> str:
    return "\n".join(f"{name:<22}{version}" for name, version in list_versions(installed()).items())
