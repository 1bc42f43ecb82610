"""The fast path gives the rows of flake8's own checker, in the same order, for every file."""

from __future__ import annotations

import ast
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from tests.bench.mutations import generated_modules, is_python, mutated_pieces
from tests.lint.quick.both_ways import OPTION_SETS, quick_rows, set_up, standard_library, stock_rows
from tests.lint.test_identity import EDGES

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
by_option_set = pytest.mark.parametrize("options", OPTION_SETS.values(), ids=OPTION_SETS)


def sample(lines: int, seed: str) -> list[Path]:
    """Return a reproducible random sample; half of it tests, which are more unusual."""
    paths = sorted(standard_library(), key=lambda path: sha256(f"{path.name} {seed}".encode()).digest())
    taken = []
    for path in paths:
        if (length := path.read_bytes().count(b"\n")) < lines // 4:
            taken.append(path)
            lines -= length
    return taken


@by_option_set
def test_real_files_give_the_rows_of_flake8(options: tuple[str, ...]) -> None:
    setup = set_up(options)
    paths = sample(8_000, " ".join(options))  # other files for each set
    assert len(paths) > 12
    for path in paths:
        data = path.read_bytes()
        assert quick_rows(setup, path.name, data) == stock_rows(setup, path.name, data), path
    assert setup.fast_path
    assert setup.fast_path.stock.total() <= len(paths) // 20, setup.fast_path.stock


@by_option_set
def test_unusual_files_give_the_rows_of_flake8(options: tuple[str, ...]) -> None:
    setup = set_up(options)
    for name, data in EDGES.items():
        assert quick_rows(setup, name, data) == stock_rows(setup, name, data), name


@by_option_set
def test_mutated_files_give_the_rows_of_flake8(options: tuple[str, ...]) -> None:
    setup = set_up(options)
    for source in mutated_pieces(80, Random(" ".join(options))):
        data = source.encode("utf-8", "replace")
        assert quick_rows(setup, "file.py", data) == stock_rows(setup, "file.py", data), source


@by_option_set
def test_generated_modules_give_the_rows_of_flake8(options: tuple[str, ...]) -> None:
    setup = set_up(options)
    for source in generated_modules(120, Random(" ".join(options))):
        data = source.encode()
        assert quick_rows(setup, "file.py", data) == stock_rows(setup, "file.py", data), source
    assert setup.fast_path
    assert setup.fast_path.stock.total() <= 12, setup.fast_path.stock


def test_the_generator_writes_what_is_new_in_this_python() -> None:
    modules = [source for source in generated_modules(300, Random(1)) if is_python(source)]
    kinds = {type(node).__name__ for source in modules for node in ast.walk(ast.parse(source))}
    assert ("TypeAlias" in kinds) == (sys.version_info >= (3, 12))
    assert ("TemplateStr" in kinds) == (sys.version_info >= (3, 14))
    assert any("lazy import a" in source for source in modules) == (sys.version_info >= (3, 15))


def test_changing_options_does_not_affect_later_checks() -> None:
    data = b"def f(a):\n    return [b for b in a if b] if a else foo\n"
    before = quick_rows(set_up(()), "file.py", data)
    assert quick_rows(set_up(("--max-complexity=1", "--builtins=foo")), "file.py", data) != before
    assert quick_rows(set_up(()), "file.py", data) == before
