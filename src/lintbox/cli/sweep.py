"""``lintbox sweep``: runs the cleanup once or at intervals, also beside a running server."""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import UTC, datetime

from lintbox.cli import flags
from lintbox.cli.setup import open_database, read_settings
from lintbox.cli.streams import print_error, print_result
from lintbox.domain import NotStored
from lintbox.services import cleanup
from lintbox.setting_types import parse_seconds
from lintbox.settings import Settings
from lintbox.storage.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    flags.add_data_dir(parser)
    parser.add_argument("--every", type=_seconds, metavar="TIME", help="repeat at this interval, such as 1h")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    with open_database(settings) as db:
        _clean_up(db, settings, repeats=bool(options.every))
        while options.every:
            time.sleep(options.every)
            _clean_up(db, settings, repeats=True)
    return 0


def _clean_up(db: Database, settings: Settings, *, repeats: bool) -> None:
    try:
        deleted = asyncio.run(cleanup.clean_up(db, settings, datetime.now(UTC)))
    except NotStored as error:
        if not repeats:
            raise
        print_error(error.detail)
    else:
        print_result(f"Cleanup {deleted}")


def _seconds(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        seconds = float(str(parse_seconds(text)))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if seconds <= 0:
        raise argparse.ArgumentTypeError("the time must be greater than 0")
    return seconds
