"""``lintbox backup``: copies all data into one verified file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from lintbox.cli import FAILED, CommandError, flags
from lintbox.cli.setup import read_settings
from lintbox.cli.streams import print_result
from lintbox.storage import backup
from lintbox.storage.directory import DATABASE, has_database
from lintbox.storage.lost_database import find_loss


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup; an existing file is replaced")
    flags.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    if not has_database(settings.data_dir):
        raise CommandError(find_loss(settings.data_dir) or f"there is no Lintbox data in {settings.data_dir}")
    try:
        made = backup.make(settings.data_dir / DATABASE, options.file, datetime.now(UTC))
    except backup.BackupFailed as error:
        raise CommandError(str(error), FAILED) from None
    print_result(f"Backup in {options.file}: {made}. It was read back and is complete.")
    return 0
