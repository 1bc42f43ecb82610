"""Names: functions say what they do (CONTRIBUTING.md), and what the builds call is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src/lintbox"
# the protocol of importlib's finders
OTHERS_NAMES = {"find_spec", "find_distributions"}


def list_results() -> Iterator[tuple[str, str]]:
    """Yield each function whose name begins with ``find_`` or ``_find_``, and the type of its result."""
    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_text("utf-8")
        # most modules have none, and parsing takes time
        for node in ast.walk(ast.parse(text)) if re.search(r"\bdef _*find_", text) else ():
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.returns:
                continue
            if node.name.lstrip("_").startswith("find_") and node.name not in OTHERS_NAMES:
                yield f"{path.relative_to(SOURCES)}: {node.name}", ast.unparse(node.returns)


def test_a_function_named_find_can_return_none() -> None:
    found = dict(list_results())
    assert len(found) > 40
    assert [name for name, result in found.items() if not result.endswith("| None")] == []


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
