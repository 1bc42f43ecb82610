"""Free disk space: uploads are refused while a reserve for unfinished work is left."""

from __future__ import annotations

from lintbox.domain import ProblemCode, Rejected
from lintbox.settings import Settings
from lintbox.storage.directory import Disk, measure_disk, measure_free


def measure(settings: Settings) -> Disk:
    return measure_disk(settings.data_dir)


def find_shortage(settings: Settings) -> str | None:
    """Return a sentence with the figures where less than the reserve is free."""
    free = measure_free(settings.data_dir)
    if free >= settings.disk_reserve:
        return None
    return f"{free / 1024**2:,.0f} MiB are free, and {settings.disk_reserve / 1024**2:,.0f} MiB are kept."


def require_space(settings: Settings) -> None:
    """Raises: Rejected."""
    if find_shortage(settings):
        detail = "The server's disk is nearly full, and nothing was stored. Tell the administrator."
        raise Rejected(ProblemCode.DISK_FULL, detail)
