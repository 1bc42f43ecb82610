"""The codes of the installed tools, from their own tables, so that an upgrade that adds one is noticed."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import flake8.checker
import pycodestyle
from flake8.plugins.pyflakes import FLAKE8_PYFLAKES_CODES
from mccabe import McCabeChecker

from lintbox.lint.engine.plugins import folder


def find_codes(tool: str) -> set[str]:
    """Return every code of a tool; its plugin has to be enabled."""
    return _REGISTRIES[tool]()


def _of_flake8() -> set[str]:
    return set(re.findall(r'"(E\d{3})"', inspect.getsource(flake8.checker)))


def _of_pycodestyle() -> set[str]:
    found = set(re.findall(r"\b[EW]\d{3}\b", inspect.getsource(pycodestyle)))
    put_together = {"E117"}  # "E11%d %s" in pycodestyle
    return (found | put_together) - _of_flake8()


def _of_pyflakes() -> set[str]:
    return set(FLAKE8_PYFLAKES_CODES.values())


def _of_mccabe() -> set[str]:
    return {McCabeChecker._code}


def _of_bugbear() -> set[str]:
    return set(import_module("bugbear").error_codes)


def _of_builtins() -> set[str]:
    return _of_messages(import_module("flake8_builtins").BuiltinsChecker, r"A\d{3}")


def _of_comprehensions() -> set[str]:
    return set(import_module("flake8_comprehensions").ComprehensionChecker.messages)


def _of_pytest_style() -> set[str]:
    errors = import_module("flake8_pytest_style.errors")
    return {one.code for one in vars(errors).values() if getattr(one, "code", None)}


def _of_tidy_imports() -> set[str]:
    return set(re.findall(r"\bI\d{3}\b", _source_of(import_module("flake8_tidy_imports"))))


def _of_naming() -> set[str]:
    checks = vars(import_module("pep8ext_naming")).values()
    return {name for check in checks if inspect.isclass(check) for name in _names(check, r"N\d{3}")}


def _of_import_order() -> set[str]:
    return _of_sources("flake8_import_order", r"\"(I\d{3})\"")


def _of_simplify() -> set[str]:
    return _of_sources("flake8_simplify", r"\bSIM\d{3}\b")


def _of_messages(owner: type, pattern: str) -> set[str]:
    texts = (text for text in vars(owner).values() if isinstance(text, str))
    return {found[0] for text in texts if (found := re.match(pattern, text))}


def _names(owner: type, pattern: str) -> set[str]:
    return {name for name in vars(owner) if re.fullmatch(pattern, name)}


def _of_sources(package: str, pattern: str) -> set[str]:
    sources = (path.read_text("utf-8") for path in Path(folder(), package).rglob("*.py"))
    return {code for source in sources for code in re.findall(pattern, source)}


def _source_of(module: ModuleType) -> str:
    return inspect.getsource(module)


_REGISTRIES: Mapping[str, Callable[[], set[str]]] = {
    "flake8": _of_flake8,
    "pycodestyle": _of_pycodestyle,
    "pyflakes": _of_pyflakes,
    "mccabe": _of_mccabe,
    "flake8-bugbear": _of_bugbear,
    "flake8-builtins": _of_builtins,
    "flake8-comprehensions": _of_comprehensions,
    "flake8-import-order": _of_import_order,
    "flake8-pytest-style": _of_pytest_style,
    "flake8-simplify": _of_simplify,
    "flake8-tidy-imports": _of_tidy_imports,
    "pep8-naming": _of_naming,
}
TOOLS = tuple(_REGISTRIES)
