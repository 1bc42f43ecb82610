from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from lintbox.cli import FAILED, Stop
from lintbox.cli.setup import read_settings
from lintbox.storage import backup
from lintbox.storage.directory import DATABASE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="an earlier backup there is replaced")
    parser.add_argument("--data-dir", type=Path, help="where everything is kept (lintbox-data)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    try:
        made = backup.make(settings.data_dir / DATABASE, options.file, datetime.now(UTC))
    except backup.BackupFailed as trouble:
        raise Stop(str(trouble), FAILED) from None
    print(f"Backup in {options.file}: {made}. It was read again, and it is whole.")
    return 0
