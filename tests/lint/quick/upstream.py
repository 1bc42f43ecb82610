"""Finds the parts of flake8, pycodestyle, pyflakes and mccabe that Lintbox calls or mirrors."""

from __future__ import annotations

import ast
import importlib.util
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import lintbox.lint
from lintbox.lint.quick.superset_of_messages import MESSAGES
from lintbox.lint.quick.superset_of_rules import LOGICAL, OTHERS

_PACKAGES = ("flake8", "mccabe", "pycodestyle", "pyflakes")
_LINT = Path(lintbox.lint.__file__).parent
# every release changes __version__; register_check is the decorator of every rule
_NOISE = ("__version__", "register_check")
_CHECKER = "pyflakes.checker.Checker"
_NAMES = "lintbox.lint.quick.names."
_QUICK = "lintbox.lint.quick."

MIRRORED = {
    "flake8.checker.FileChecker": _QUICK + "fast_path",
    "flake8.checker.find_offset": _QUICK + "positions",
    "flake8.plugins.pycodestyle.pycodestyle_logical": _QUICK + "rules",
    "flake8.processor.FileProcessor": _QUICK + "layout",
    "flake8.processor.FileProcessor._noqa_line_mapping": _QUICK + "module",
    "flake8.processor.FileProcessor.noqa_line_for": _QUICK + "module",
    "flake8.processor.FileProcessor.should_ignore_file": _QUICK + "fast_path",
    "flake8.processor.FileProcessor.strip_utf_bom": _QUICK + "fast_path",
    "flake8.processor.expand_indent": _QUICK + "layout",
    "flake8.processor.mutate_string": _QUICK + "masking",
    "flake8.style_guide.StyleGuide.handle_error": _QUICK + "fast_path",
    "flake8.style_guide.StyleGuideManager.handle_error": _QUICK + "fast_path",
    "mccabe.PathGraphingAstVisitor": _QUICK + "complexity",
    "pycodestyle.continued_indentation": _QUICK + "continuation",
}
"""Upstream functions that are mirrored but not called, and the module that mirrors each."""

Uses = dict[str, set[str]]
"""Upstream names, and the modules of Lintbox to review when one changes."""


class Part(NamedTuple):
    """A function, a class without its methods, or the assignments to a name."""

    text: str
    refers_to: frozenset[str]


def find_uses() -> Uses:
    """Return all upstream names in the code and the table, and what those refer to in their modules."""
    uses: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(_LINT.rglob("*.py")):
        module = ".".join(("lintbox", "lint", *path.relative_to(_LINT).with_suffix("").parts))
        for name in _named_in(ast.parse(path.read_text("utf-8")), module):
            uses[name].add(module)
    for name, module in MIRRORED.items():
        uses[name].add(module)
    for rule in (*LOGICAL.values(), *OTHERS, *MESSAGES):
        for name in rule.upstream.split():
            uses[name] |= {candidate_module(candidate) for candidate in rule.candidates.split()}
    return _with_what_they_refer_to(uses)


def candidate_module(name: str) -> str:
    """Return the longest prefix of a dotted name that is a module."""
    while not (_LINT.parents[1] / name.replace(".", "/")).with_suffix(".py").is_file():
        name = name.rpartition(".")[0]
        if not name:
            raise LookupError
    return name


@cache
def parts_of(module: str) -> dict[str, Part]:
    """Return the parts of an upstream module by name; empty if there is no such module."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        return {}
    source = Path(spec.origin).read_text("utf-8")
    lines = source.splitlines()
    nodes: defaultdict[str, list[ast.stmt]] = defaultdict(list)
    _collect(ast.parse(source).body, "", nodes)
    return {name: _part(name, found, lines) for name, found in nodes.items()}


def split_module(name: str) -> tuple[str, str]:
    """Return the module of a dotted name, and the name in it."""
    module = name
    while not parts_of(module):
        module = module.rpartition(".")[0]
        if not module:
            raise LookupError(name)
    return module, name[len(module) + 1 :]


def _named_in(tree: ast.Module, module: str) -> Iterator[str]:
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {a.asname or a.name: a.name for a in node.names if _is_upstream(a.name)}
        elif isinstance(node, ast.ImportFrom) and node.module and _is_upstream(node.module):
            aliases |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    yield from aliases.values()
    visits = module.startswith(_NAMES)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, *rest = ast.unparse(node).split(".")
            if first in aliases and all(map(str.isidentifier, rest)):
                yield ".".join((aliases[first], *rest))
            elif first == "ast" and module == f"{_NAMES}visits" and len(rest) == 1:
                yield f"{_CHECKER}.{rest[0].upper()}"
            elif visits:
                yield f"{_CHECKER}.{node.attr}"
        elif visits and isinstance(node, ast.FunctionDef):
            yield f"{_CHECKER}.{node.name}"


def _is_upstream(module: str) -> bool:
    return module.partition(".")[0] in _PACKAGES


def _with_what_they_refer_to(named: Uses) -> Uses:
    uses: defaultdict[str, set[str]] = defaultdict(set)
    waiting = [(name, modules) for name, modules in named.items()]
    while waiting:
        name, modules = waiting.pop()
        module, inside = split_module(name)
        parts = parts_of(module)
        if inside not in parts or inside in _NOISE or uses.get(name, set()) >= modules:
            continue
        uses[name] |= modules
        referred = parts[inside].refers_to & parts.keys()
        if name in MIRRORED:  # a class is followed as a whole
            referred |= {part for part in parts if part.rpartition(".")[0] == inside}
        waiting += ((f"{module}.{other}", set(modules)) for other in referred)
    return dict(uses)


def _collect(body: list[ast.stmt], prefix: str, nodes: dict[str, list[ast.stmt]]) -> None:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            nodes[prefix + node.name].append(node)
        elif isinstance(node, ast.ClassDef):
            nodes[prefix + node.name].append(node)
            _collect(node.body, f"{prefix}{node.name}.", nodes)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    nodes[prefix + target.id].append(node)
        elif isinstance(node, ast.If):
            _collect(node.body + node.orelse, prefix, nodes)


def _part(name: str, nodes: list[ast.stmt], lines: list[str]) -> Part:
    texts: list[str] = []
    names: set[str] = set()
    for node in nodes:
        own = set(range(_first_row(node), (node.end_lineno or 0) + 1))
        inner = (
            [child for child in node.body if _is_function(child)] if isinstance(node, ast.ClassDef) else []
        )
        for child in inner:
            own -= set(range(_first_row(child), (child.end_lineno or 0) + 1))
        texts += (lines[row - 1].rstrip() for row in sorted(own))
        skipped = {id(below) for child in inner for below in ast.walk(child)}
        names |= _names_in((below for below in ast.walk(node) if id(below) not in skipped), name)
    return Part("\n".join(text for text in texts if text and text.lstrip()[:1] != "#"), frozenset(names))


def _names_in(nodes: Iterator[ast.AST], name: str) -> set[str]:
    """Return the names that are loaded, and methods of the same class."""
    owner = name.rpartition(".")[0]
    names = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and owner and ast.unparse(node.value) == "self":
            names.add(f"{owner}.{node.attr}")
    return names


def _first_row(node: ast.stmt) -> int:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return node.lineno


def _is_function(node: ast.stmt) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
