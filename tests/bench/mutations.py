"""Identity with flake8 on thousands of mutated files."""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from random import Random

from lintbox.lint.engine.runner import Setup
from tests.lint.quick.both_ways import OPTION_SETS, quick_rows, set_up, standard_library, stock_rows
from tests.lint.quick.mutations import mutate, pieces_of
from tests.measuring import show_row, show_title

FILES = 1_000
"""For each set of options."""


def main(files: int = FILES, seed: int = 0) -> None:
    show_title(f"Identity on mutated code: {files:,} pieces of the standard library for each set of options")
    warnings.simplefilter("ignore")
    for name, options in OPTION_SETS.items():
        setup = set_up(options)
        counts: Counter[str] = Counter()
        for source in mutated_pieces(files, Random(f"{name} {seed}")):
            counts["rows"] += compare(setup, source, counts)
        left = sum(setup.fast_path.stock.values()) if setup.fast_path else files
        show_row(
            f"{name}: {counts['rows']:,} rows, {left} files left to flake8",
            f"{counts['differing']} differ",
            "aim 0",
        )


def mutated_pieces(count: int, random: Random) -> Iterator[str]:
    """Yield mutated files; at most a third has syntax errors, which have few findings."""
    paths = standard_library()
    given = 0
    while given < count:
        try:
            pieces = pieces_of(random.choice(paths).read_text("utf-8"))
        except (SyntaxError, ValueError):
            continue
        for _ in range(10):
            source = mutate(random.choice(pieces), random)
            if is_python(source) or random.random() < 0.1:
                given += 1
                yield source


def is_python(source: str) -> bool:
    try:
        compile(source, "file.py", "exec", 0x400, dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def compare(setup: Setup, source: str, counts: Counter[str]) -> int:
    data = source.encode("utf-8", "replace")
    expected = stock_rows(setup, "file.py", data)
    got = quick_rows(setup, "file.py", data)
    if got != expected:
        counts["differing"] += 1
        if counts["differing"] <= 5:
            print(f"--- differs ---\n{source}\n--- expected {expected}\n--- got      {got}", file=sys.stderr)
    return len(expected)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
