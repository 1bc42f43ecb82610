"""CPU time of a check by lines of the file; the growth should be linear."""

from __future__ import annotations

import ast
import math
import sysconfig
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from lintbox.domain import Profile
from lintbox.lint.engine import versions
from lintbox.lint.engine.runner import Flake8Runner
from tests.measuring import show_row, show_title

LENGTHS = (625, 1_250, 2_500, 5_000, 10_000, 20_000)
ROUNDS = 3


def main() -> None:
    show_title("Growth: CPU time of one check of ordinary code, the engine alone, best of 3 alternating")
    definitions = list(read_definitions())
    files = [take_lines(definitions, length) for length in LENGTHS]
    engine = Flake8Runner(versions.installed())
    best = [math.inf] * len(files)
    for _ in range(ROUNDS):
        best = [min(seconds, cpu_seconds(engine, file)) for seconds, file in zip(best, files, strict=True)]
    lengths = [file.count(b"\n") for file in files]
    per_line = [seconds / length for seconds, length in zip(best, lengths, strict=True)]
    for length, seconds, one in zip(lengths, best, per_line, strict=True):
        show_row(f"{length:>7,} lines", f"{seconds * 1000:,.0f} ms", f"{one * 1e6:.1f} us a line")
    show_row("cost per line, longest file / cheapest", f"{per_line[-1] / min(per_line):.2f}")


def read_definitions() -> Iterator[str]:
    """Yield functions and classes of the standard library in a fixed random order."""
    sources = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    for path in sorted(sources, key=lambda path: sha256(path.name.encode()).digest()):
        source = path.read_text("utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                yield f"{ast.get_source_segment(source, node)}\n\n\n"


def take_lines(definitions: Iterable[str], lines: int) -> bytes:
    taken: list[str] = []
    missing = lines
    for definition in definitions:
        if (length := definition.count("\n")) <= missing:
            taken.append(definition)
            missing -= length
    return "".join(taken).encode()


def cpu_seconds(engine: Flake8Runner, data: bytes) -> float:
    started = time.process_time()
    report = engine.check("file.py", data, Profile())
    seconds = time.process_time() - started
    assert report.error is None, report.error
    assert not any(finding.code == "E999" for finding in report.findings)
    return seconds


if __name__ == "__main__":
    main()
