"""Integration with systemd; every function is harmless without it."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify(*lines: str) -> None:
    """Send state to the service manager (sd_notify(3)), such as ``READY=1``."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket
        address = f"\0{address[1:]}"
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.sendto("\n".join(lines).encode(), address)


def logs_to_journal() -> bool:
    """Tell whether standard output goes to the journal, where other users can read it.

    systemd.exec(5): INVOCATION_ID and JOURNAL_STREAM. A desktop's terminal inherits both from its
    session, hence the test for a terminal.
    """
    started_by_systemd = "INVOCATION_ID" in os.environ or "JOURNAL_STREAM" in os.environ
    try:
        return started_by_systemd and not os.isatty(1)
    except OSError:
        return started_by_systemd


def has_watchdog() -> bool:
    """Tell whether systemd expects WATCHDOG=1 from this process, or from the boot loader, its parent."""
    watched = os.environ.get("WATCHDOG_PID", str(os.getpid()))
    return "WATCHDOG_USEC" in os.environ and watched in {str(os.getpid()), str(os.getppid())}
