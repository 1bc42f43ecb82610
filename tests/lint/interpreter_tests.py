"""Programs that Python refuses, from its own tests, such as the doctests of Lib/test/test_syntax.py."""

from __future__ import annotations

import ast
import doctest
import sysconfig
import textwrap
import warnings
from pathlib import Path


def find_refused(most: int) -> dict[str, bytes]:
    """Return up to ``most`` programs that only the compiler refuses; none if the tests are not installed."""
    found: dict[str, bytes] = {}
    for name in ("test_syntax", "test_named_expressions", "test_patma", "test_type_params", "test_unpack_ex"):
        path = Path(sysconfig.get_path("stdlib"), "test", f"{name}.py")
        for source in _sources_in(path) if path.is_file() else ():
            if len(found) < most and _is_refused_only_by_the_compiler(source):
                found[f"{name}: {source}"] = source.encode()
    return found


def _sources_in(path: Path) -> list[str]:
    texts = [
        textwrap.dedent(node.value)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    examples = [
        one.source for text in texts if ">>>" in text for one in doctest.DocTestParser().get_examples(text)
    ]
    return [*examples, *(text for text in texts if ">>>" not in text and "\0" not in text)]


def _is_refused_only_by_the_compiler(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source.encode())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        try:
            compile(tree, "file.py", "exec", dont_inherit=True)
        except SyntaxError:
            return True
    return False
