"""``make siege``: each attack at full size on its own server, one after another, and a table."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.measuring import percentile
from tests.siege.attacks import ATTACKS
from tests.siege.siege import FULL, Outcome, start_siege

COLUMNS = (
    "attack",
    "page p50 / p99 / max (ms)",
    "upload p50 / max (s)",
    "sign-in p50 / max (s)",
    "memory before / peak / after (MiB)",
    "workers' peak (MiB)",
    "log (KiB)",
    "changed",
    "failed",
)


def main() -> None:
    wanted = sys.argv[1:] or list(ATTACKS)
    if unknown := set(wanted) - ATTACKS.keys():
        sys.exit(f"There is no attack {', '.join(sorted(unknown))}. There are: {', '.join(ATTACKS)}.")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}. Aims: page p99 250 ms, upload and sign-in 2 s,")
    print(
        "memory 250 MiB at its peak and back within 30 s, log 1,024 KiB, nothing changed, nothing failed.\n"
    )
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    outcomes = [run(name) for name in wanted]
    for outcome in outcomes:
        answers = ", ".join(f"{count} x {status}" for status, count in outcome.tally.answers.most_common())
        print(f"\n{outcome.attack.name}: {answers or 'no answer'}", *outcome.tally.notes, sep=", ")
        for sentence in outcome.wrong[:10]:
            print(f"  WRONG: {sentence}")
    sys.exit(any(outcome.wrong for outcome in outcomes))


def run(name: str) -> Outcome:
    attack = ATTACKS[name]
    with tempfile.TemporaryDirectory() as folder:
        place = start_siege(
            Path(folder),
            FULL,
            descriptors=attack.descriptors,
            settings=attack.settings,
            slow_mail=attack.slow_mail,
        )
        with place as siege:
            outcome = siege.run(attack, attack.full)
    print(f"| {' | '.join(write_row(outcome))} |", flush=True)
    return outcome


def write_row(outcome: Outcome) -> list[str]:
    others = outcome.others
    memory = [outcome.before.server, outcome.peak.server, outcome.after.server]
    return [
        f"{outcome.attack.name}: {outcome.attack.about}",
        " / ".join(f"{percentile(others.pages, share) * 1000:.0f}" for share in (0.5, 0.99, 1))
        if others.pages
        else "none",
        show_seconds(others.uploads),
        show_seconds(others.sign_ins),
        " / ".join(f"{one / 1024**2:.0f}" for one in memory),
        f"{outcome.peak.workers / 1024**2:.0f}",
        f"{outcome.log_bytes / 1024:.0f}",
        str(len(others.changed)),
        str(len(others.failed)),
    ]


def show_seconds(values: list[float]) -> str:
    return f"{percentile(values, 0.5):.2f} / {max(values):.2f}" if values else "none"


if __name__ == "__main__":
    main()
