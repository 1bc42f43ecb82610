"""``lintbox serve``: binds the port, runs the server, and prints the start-up lines."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sqlite3
import sys
import webbrowser
from errno import EADDRINUSE
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lintbox import __version__
from lintbox.app import serve
from lintbox.cli import CommandError, flags
from lintbox.cli.setup import describe_holder, describe_unusable, list_exposures, read_settings
from lintbox.cli.streams import print_result
from lintbox.domain import NotStored
from lintbox.hosts import LOOPBACK_HOSTS, WILDCARD_HOSTS, display_host
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.platform import bundle
from lintbox.platform.logs import set_up_logs
from lintbox.platform.network import find_port_owner, list_addresses
from lintbox.settings import Settings
from lintbox.storage.backup import BackupFailed
from lintbox.storage.directory import InUse
from lintbox.storage.migrations import NewerSchema

if TYPE_CHECKING:
    from lintbox.app.appliance import Ready


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", type=flags.text, help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=flags.number, help="the port to listen on; 0 takes a free one (5468)")
    flags.add_data_dir(parser)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(host=options.host, port=options.port, data_dir=options.data_dir)
    set_up_logs(settings.log_level, settings.log_format)
    bundle.remove_stale_folders()
    bundle.preload_codecs()
    listener = _listen(settings)

    def announce(ready: Ready) -> None:
        print_result(_describe(settings, ready))
        if not options.no_browser and _has_desktop():
            webbrowser.open(ready.setup_url or ready.url)

    try:
        asyncio.run(serve(settings, listener, announce))
    except InUse as error:
        raise describe_holder(settings, error.holder) from None
    except (NewerSchema, ForkServerLostError, BackupFailed) as error:
        raise CommandError(str(error)) from None
    except NotStored as error:
        raise CommandError(f"the data directory {settings.data_dir} cannot be used: {error.detail}") from None
    except (OSError, sqlite3.Error) as error:
        raise describe_unusable(settings, error) from None
    return 0


def _listen(settings: Settings) -> socket.socket:
    """Bind before anything else starts, so that a port in use ends the program with one sentence."""
    try:
        return _bind(settings.host, settings.port)
    except (OSError, UnicodeError) as error:
        where = f"{settings.host}:{settings.port}"
        if not isinstance(error, OSError) or error.errno != EADDRINUSE:
            reason = getattr(error, "strerror", None) or error
            raise CommandError(f"cannot listen on {where}: {reason}") from None
        owner = find_port_owner(settings.port) or "another program"
    with _bind(settings.host, 0) as free:
        port = free.getsockname()[1]
        raise CommandError(f"cannot listen on {where}: {owner} listens there; try --port {port}")


def _bind(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener


def _describe(settings: Settings, ready: Ready) -> str:
    from sqlite3 import sqlite_version

    mail = (
        f"SMTP through {settings.smtp_host}"
        if ready.mail == "smtp"
        else f"local, in {(ready.data_dir / 'mail').resolve()}"
    )
    rows = {
        "Address": ready.url,
        "Others": f"\n{'':<12}".join(_list_addresses(settings, ready)),
        "Listening": ready.listening,
        "Data": str(ready.data_dir.resolve()),
        "Mail": mail,
        "Sign-up": settings.registration,
        "Versions": f"flake8 {ready.tool.flake8}, Python {ready.tool.python}, SQLite {sqlite_version}",
    }
    lines = [f"Lintbox {__version__}", *(f"  {name:<10}{value}" for name, value in rows.items() if value)]
    if ready.setup_url:
        lines.append(
            "  Set-up    there is no administrator yet: create one at this link, once, within 30 minutes\n"
            f"            {ready.setup_url}"
        )
    if settings.host not in LOOPBACK_HOSTS and not ready.url.startswith("https:"):
        lines.append(
            "  Warning   other machines can reach this address, and it is not encrypted. Put an https proxy\n"
            "            in front, and set LINTBOX_BASE_URL to the address that users open."
        )
    lines += [f"  Warning   {warning}" for warning in list_exposures(settings)]
    return "\n".join(lines)


def _list_addresses(settings: Settings, ready: Ready) -> list[str]:
    """Return the URLs for other machines if the server listens on every address of this machine."""
    host = urlsplit(ready.url).hostname or ""
    if (shown := display_host(host)) != host:
        return [ready.url.replace(host, shown)]
    if settings.base_url or settings.host not in WILDCARD_HOSTS:
        return []
    port = ready.listening.rpartition(":")[2]
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return [f"http://[{a}]:{port}" if ":" in a else f"http://{a}:{port}" for a in list_addresses(family)]


def _has_desktop() -> bool:
    if sys.platform.startswith("linux"):
        return sys.stdout.isatty() and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return sys.stdout.isatty()
