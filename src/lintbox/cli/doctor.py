"""``lintbox doctor``: diagnoses and repairs the installation, and writes the support file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from lintbox.cli import FAILED, CommandError, flags
from lintbox.cli.setup import read_settings
from lintbox.cli.streams import print_error, print_result
from lintbox.platform.fsync import open_private
from lintbox.platform.logs import redact_addresses
from lintbox.services import doctor, support_file
from lintbox.services.doctor import Installation, State, Verdict

_SIGNS = {State.FINE: "ok", State.REPAIRED: "repaired", State.WARNING: "warning", State.FAULT: "FAULT"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="repair what is safe to repair")
    parser.add_argument(
        "--bundle", type=flags.path, metavar="FILE", help="write a support file without secrets and sources"
    )
    flags.add_data_dir(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(data_dir=options.data_dir)
    installation = Installation(settings, datetime.now(UTC))
    verdicts: dict[str, Verdict] = {}
    for name, verdict in doctor.diagnose(installation, repair=options.fix):
        verdicts[name] = verdict
        print(f"{_SIGNS[verdict.state]:<9}{name:<14}{redact_addresses(verdict.detail)}", flush=True)
    if options.bundle:
        _write(options.bundle, support_file.describe(installation, verdicts))
    faults = sum(verdict.state == State.FAULT for verdict in verdicts.values())
    if faults:
        print_error(f"{faults} of {len(verdicts)} parts have a fault.", prefix="")
    return FAILED if faults else 0


def _write(file: Path, text: str) -> None:
    try:
        with open(file, "x", encoding="utf-8", opener=open_private) as opened:
            opened.write(text)
    except OSError as error:
        raise CommandError(f"the support file could not be written: {error}") from None
    print_result(f"The support file is {file}. Read it before you share it.")
