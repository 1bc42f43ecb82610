"""``lintbox check`` against flake8: identical output, and the CPU time of both in alternation.

The corpus is the standard library with its tests, with default options also the installed packages;
arguments add folders.
"""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.lint.test_command_line import RULES
from tests.measuring import FLAKE8, Pair, show_pairs, show_row, show_title

LINTBOX = ("-m", "lintbox", "check")
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
ROUNDS = 24


class Run(NamedTuple):
    output: bytes
    code: int
    cpu_seconds: float


def main() -> None:
    library = slice_up(STANDARD_LIBRARY) + [[path] for path in sys.argv[1:]]
    packages = slice_up(Path(sysconfig.get_path("purelib")))
    compare_starts()
    compare(RULES[0], "packages", packages, 0.2)
    for options in RULES:
        compare(options, "standard library", library, 0.25 if options else 0.2)


def slice_up(folder: Path) -> list[list[str]]:
    """Return four parts of the folder's entries, so that both sides are measured close together."""
    inside = sorted(
        str(path) for path in folder.iterdir() if path.name not in ("site-packages", "__pycache__")
    )
    paths = [path for path in inside if path.endswith(".py") or Path(path).is_dir()]
    return [part for number in range(4) if (part := paths[number::4])]


def compare(options: str, name: str, corpus: Sequence[Sequence[str]], aim: float) -> None:
    arguments = [*shlex.split(options), "-j2"]
    show_title(f"lintbox check {shlex.join(arguments)}, against flake8, {name}")
    pairs, rows, differing = [], 0, 0
    for paths in corpus:
        theirs = run(FLAKE8, [*arguments, *paths])
        ours = run(LINTBOX, [*arguments, *paths])
        pairs.append(Pair(ours.cpu_seconds, theirs.cpu_seconds))
        rows += theirs.output.count(b"\n")
        differing += len(set(theirs.output.split(b"\n")) ^ set(ours.output.split(b"\n")))
        differing += (ours.output, ours.code) != (theirs.output, theirs.code)
    files = sum(count_files(paths) for paths in corpus)
    show_row(f"{files:,} files, {rows:,} rows, differing", str(differing), "aim = 0")
    ours_sum, peers_sum = (sum(side) for side in zip(*pairs, strict=True))
    figure = f"{ours_sum:.1f} / {peers_sum:.1f} s = {ours_sum / peers_sum:.3f}"
    show_row("CPU seconds", figure, f"aim <= {aim:g}")


def compare_starts() -> None:
    show_title("One small file, CPU time of the whole command")
    with_seconds = []
    path = str(Path(__file__).parents[1] / "measuring.py")
    for _ in range(ROUNDS):
        theirs, ours = run(FLAKE8, [path], seed=None), run(LINTBOX, [path], seed=None)
        assert theirs.output == ours.output
        with_seconds.append(Pair(ours.cpu_seconds, theirs.cpu_seconds))
    show_pairs("lintbox check / flake8, medians", with_seconds, 1)


def run(program: Sequence[str], arguments: Sequence[str], seed: str | None = "0") -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *program, *arguments],
        env=os.environ | ({"PYTHONHASHSEED": seed} if seed else {}),
        capture_output=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(done.stdout, done.returncode, cpu_seconds)


def count_files(paths: Sequence[str]) -> int:
    return sum(len([*Path(path).rglob("*.py")]) if Path(path).is_dir() else 1 for path in paths)


if __name__ == "__main__":
    main()
