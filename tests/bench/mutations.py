"""Identity with flake8 on mutated pieces of real code, and on modules that a grammar generates.

Arguments are the number of each, for every set of options; a seed; and folders with more code to mutate than
the standard library.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from lintbox.lint.engine.initialization import Setup
from tests.lint.quick.both_ways import OPTION_SETS, quick_rows, set_up, standard_library, stock_rows
from tests.lint.quick.mutations import mutate, pieces_of
from tests.lint.quick.snippets import write_module
from tests.measuring import show_row, show_title

FILES = 1_000
"""For each set of options."""


def main(count: str = str(FILES), seed: str = "0", *folders: str) -> None:
    files = int(count)
    warnings.simplefilter("ignore")
    paths = standard_library() + [path for folder in folders for path in sorted(Path(folder).rglob("*.py"))]
    show_title(f"Identity on mutated code: {files:,} pieces of {len(paths):,} files for each set of options")
    compare_all(files, lambda random: mutated_pieces(files, random, paths), seed)
    show_title(f"Identity on generated code: {files:,} modules for each set of options")
    compare_all(files, lambda random: generated_modules(files, random), seed)


def compare_all(files: int, sources_of: Callable[[Random], Iterator[str]], seed: str) -> None:
    for name, options in OPTION_SETS.items():
        setup = set_up(options)
        counts: Counter[str] = Counter()
        for source in sources_of(Random(f"{name} {seed}")):
            counts["rows"] += compare(setup, source, counts)
        left = sum(setup.fast_path.stock.values()) if setup.fast_path else files
        show_row(
            f"{name}: {counts['rows']:,} rows, {left} files left to flake8",
            f"{counts['differing']} differ",
            "aim 0",
        )


def mutated_pieces(count: int, random: Random, paths: Sequence[Path] = ()) -> Iterator[str]:
    """Yield mutated files; at most a third has syntax errors, which have few findings."""
    paths = paths or standard_library()
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


def generated_modules(count: int, random: Random) -> Iterator[str]:
    """Yield generated modules; about a tenth has syntax errors."""
    given = 0
    while given < count:
        source = write_module(random)
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
    main(*sys.argv[1:])
