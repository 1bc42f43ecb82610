"""``lintbox worker``: checks files for a server on another machine."""

from __future__ import annotations

import argparse
import asyncio

from lintbox import __version__
from lintbox.cli import CommandError, flags
from lintbox.cli.setup import read_settings
from lintbox.cli.streams import print_result
from lintbox.domain import EMBEDDED
from lintbox.lint.cluster.layout import MAX_SLOTS
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.platform import bundle
from lintbox.platform.logs import set_up_logs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address",
        metavar="ADDRESS",
        nargs="?",
        type=flags.text,
        help="the NATS server, such as tls://queue.example:4222 (LINTBOX_CHECK_ENGINE)",
    )
    parser.add_argument(
        "--slots", type=flags.number, help="how many checks run at once (LINTBOX_CHECK_WORKERS, or the cores)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(check_engine=options.address)
    if settings.check_engine == EMBEDDED:
        raise CommandError("name the NATS server: lintbox worker tls://queue.example:4222")
    slots = settings.check_workers if options.slots is None else options.slots
    if not 1 <= slots <= MAX_SLOTS:
        raise CommandError(f"--slots: write a number from 1 to {MAX_SLOTS}")
    set_up_logs(settings.log_level, settings.log_format)
    bundle.remove_stale_folders()
    bundle.preload_codecs()
    from lintbox.app.worker import work  # lazy: only this command needs NATS

    def announce() -> None:
        print_result(f"Lintbox {__version__}\n  Worker    {slots} slots for {settings.check_engine}")

    try:
        asyncio.run(work(settings, slots, announce))
    except ForkServerLostError as error:
        raise CommandError(str(error)) from None
    return 0
