"""Room on the disk: accepting stops while there is still enough to finish what was accepted."""

from __future__ import annotations

from lintbox.domain import ProblemCode, Rejected
from lintbox.settings import Settings
from lintbox.storage.directory import measure_free


def require_space(settings: Settings) -> None:
    """Raises: Rejected."""
    if measure_free(settings.data_dir) < settings.disk_reserve:
        detail = "The server's disk is nearly full, and nothing was stored. Tell the administrator."
        raise Rejected(ProblemCode.DISK_FULL, detail)
