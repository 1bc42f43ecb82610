"""Tells systemd how it goes (sd_notify(3)); where nobody wants to know, nothing happens."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify(*lines: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # an abstract one
        address = f"\0{address[1:]}"
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.sendto("\n".join(lines).encode(), address)


def keeps_output() -> bool:
    """Tell whether the standard output goes to the journal, where others can read it.

    systemd.exec(5): INVOCATION_ID and JOURNAL_STREAM.  A terminal of a desktop has both from the
    session that it was started in, and keeps nothing.
    """
    started_by_systemd = "INVOCATION_ID" in os.environ or "JOURNAL_STREAM" in os.environ
    try:
        return started_by_systemd and not os.isatty(1)
    except OSError:
        return started_by_systemd


def is_watched() -> bool:
    """Tell whether a sign of life is waited for; the binary's boot loader is whom systemd knows."""
    watched = os.environ.get("WATCHDOG_PID", str(os.getpid()))
    return "WATCHDOG_USEC" in os.environ and watched in {str(os.getpid()), str(os.getppid())}
