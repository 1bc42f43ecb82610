"""``lintbox restore``: replaces the data by a backup."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from lintbox.cli import FAILED, CommandError, flags
from lintbox.cli.setup import hold_directory, read_settings
from lintbox.cli.streams import print_result
from lintbox.storage import backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a file made by lintbox backup")
    flags.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    try:
        backup.read_manifest(options.file)  # before the data directory is created
        with hold_directory(settings):
            restored, aside = backup.restore(options.file, settings.data_dir, datetime.now(UTC))
    except backup.BackupFailed as error:
        raise CommandError(str(error), FAILED) from None
    print_result(f"Restored as of {restored.made_at:%Y-%m-%d %H:%M:%S} UTC: {restored}.")
    if aside:
        print_result(f"The former data is in {aside}.")
    return 0
