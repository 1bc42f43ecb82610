"""Names: ``find_`` returns None where ``get_`` raises (CONTRIBUTING.md), and what builds call is there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src/lintbox"
# the protocol of importlib's finders
OTHERS_NAMES = {"find_spec", "find_distributions"}


def list_results(verb: str) -> Iterator[tuple[str, str]]:
    """Yield each function whose name begins with the verb, public or not, and the type of its result."""
    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_text("utf-8")
        if f"def {verb}" not in text and f"def _{verb}" not in text:  # parsing takes time
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.returns:
                continue
            if f"{node.name.lstrip('_')}_".startswith(f"{verb}_") and node.name not in OTHERS_NAMES:
                yield f"{path.relative_to(SOURCES)}: {node.name}", ast.unparse(node.returns)


def test_what_finds_can_return_none() -> None:
    found = dict(list_results("find"))
    assert len(found) > 40
    assert [name for name, result in found.items() if not result.endswith("| None")] == []


def test_what_gets_never_returns_none() -> None:
    found = dict(list_results("get"))
    assert len(found) > 40
    assert [name for name, result in found.items() if result.endswith("| None")] == []


def import_named(module: str, name: str) -> object:
    try:
        return import_module(f"{module}.{name}")
    except ModuleNotFoundError:  # something in a module
        return getattr(import_module(module), name)


@pytest.mark.parametrize("build", ["build.spec", "build_wheel.py"])
def test_what_a_build_takes_from_a_module_is_there(build: str) -> None:
    tree = ast.parse(ROOT.joinpath(build).read_text("utf-8"))
    imported = {
        name.asname or name.name: import_named(str(node.module), name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("lintbox")
        for name in node.names
    }
    taken = {
        (node.value.id, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported
    }
    assert taken
    assert [pair for pair in taken if not hasattr(imported[pair[0]], pair[1])] == []
