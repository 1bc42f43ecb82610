"""Names of functions say what they do: the rule of CONTRIBUTING.md about ``find_``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src/lintbox"
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
