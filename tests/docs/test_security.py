"""docs/security.md names what exists, and each requirement of ASVS 5.0.0 up to level 2 once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src/lintbox"
SECURITY = (ROOT / "docs/security.md").read_text("utf-8")
# what opens a connection to another program, and the modules that may do so; import-linter has aiosmtplib
# and nats
OPENING = r"\.connect\(|open_connection|create_connection|HTTPConnection\(|urllib\.request|urlopen|\.sendto\("
OPENERS = {
    "cli/healthcheck.py": "the server of this machine",
    "lint/cluster/connection.py": "the NATS server",
    "mail/smtp_session.py": "the mail server",
    "platform/network.py": "nothing: connecting a UDP socket sends nothing, and tells the own address",
    "platform/systemd.py": "the socket of systemd",
    "services/doctor/machine.py": "the base URL, in lintbox doctor alone",
    "storage/database.py": "a file",
    "storage/sql.py": "a file",
    "storage/untrusted_backup.py": "a file",
}
# how many requirements each section has, and those of level 3 among them
SECTIONS = {
    "V1.1": 2, "V1.2": 10, "V1.3": 12, "V1.4": 3, "V1.5": 3,
    "V2.1": 3, "V2.2": 3, "V2.3": 5, "V2.4": 2,
    "V3.2": 3, "V3.3": 5, "V3.4": 8, "V3.5": 8, "V3.7": 5,
    "V4.1": 5, "V4.2": 5, "V4.3": 2, "V4.4": 4,
    "V5.1": 1, "V5.2": 6, "V5.3": 3, "V5.4": 3,
    "V6.1": 3, "V6.2": 12, "V6.3": 8, "V6.4": 6, "V6.5": 8, "V6.6": 4, "V6.8": 4,
    "V7.1": 3, "V7.2": 4, "V7.3": 2, "V7.4": 5, "V7.5": 3, "V7.6": 2,
    "V8.1": 4, "V8.2": 4, "V8.3": 3, "V8.4": 2,
    "V9.1": 3, "V9.2": 4,
    "V10.1": 2, "V10.2": 3, "V10.3": 5, "V10.4": 16, "V10.5": 5, "V10.6": 2, "V10.7": 3,
    "V11.1": 4, "V11.2": 5, "V11.3": 5, "V11.4": 4, "V11.5": 2, "V11.6": 2,
    "V12.1": 5, "V12.2": 2, "V12.3": 5,
    "V13.1": 4, "V13.2": 6, "V13.3": 4, "V13.4": 7,
    "V14.1": 2, "V14.2": 8, "V14.3": 3,
    "V15.1": 5, "V15.2": 5, "V15.3": 7,
    "V16.1": 1, "V16.2": 5, "V16.3": 4, "V16.4": 3, "V16.5": 4,
    "V17.1": 2, "V17.2": 8, "V17.3": 2,
}  # fmt: skip
LEVEL_3 = """
V1.2.10 V1.3.12 V1.5.3 V2.3.5 V2.4.2 V3.2.3 V3.3.5 V3.4.7 V3.4.8 V3.5.6 V3.5.7 V3.5.8 V3.7.3 V3.7.4
V3.7.5 V4.1.4 V4.1.5 V4.2.2 V4.2.3 V4.2.4 V4.2.5 V5.2.4 V5.2.5 V5.2.6 V5.3.3 V6.3.5 V6.3.6 V6.3.7
V6.3.8 V6.4.5 V6.4.6 V6.5.6 V6.5.7 V6.5.8 V6.6.4 V7.5.3 V8.1.3 V8.1.4 V8.2.4 V8.3.2 V8.3.3 V8.4.2
V10.2.3 V10.3.5 V10.4.12 V10.4.13 V10.4.14 V10.4.15 V10.4.16 V11.1.3 V11.1.4 V11.2.4 V11.2.5 V11.3.4
V11.3.5 V11.5.2 V11.6.2 V12.1.4 V12.1.5 V12.3.5 V13.1.2 V13.1.3 V13.1.4 V13.2.6 V13.3.3 V13.3.4
V13.4.6 V13.4.7 V14.2.5 V14.2.6 V14.2.7 V14.2.8 V15.1.4 V15.1.5 V15.2.4 V15.2.5 V16.5.4 V17.1.2
V17.2.5 V17.2.6 V17.2.7 V17.2.8
"""


def test_every_file_named_is_there() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:py|md))`", SECURITY))
    assert len(named) > 80
    places = (ROOT, ROOT / "src/lintbox", ROOT / "tests")
    assert [name for name in sorted(named) if not any((place / name).is_file() for place in places)] == []


def test_every_folder_named_is_there() -> None:
    named = set(re.findall(r"`((?:tests|web|src|docs)/[\w/]+)`", SECURITY))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_dir()] == []


def test_every_test_named_is_there() -> None:
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", SECURITY))
    assert len(named) > 40
    assert [name for name in sorted(named) if f"def {name}(" not in written] == []


def test_every_row_names_a_module_and_what_holds_it_there() -> None:
    rows = list(list_holders())
    assert len(rows) > 90
    assert [cell for cell in rows if ".py`" in cell and not parse_holders(cell)] == []
    absent = [
        f"{module}: {name}"
        for cell in rows
        for module, names in parse_holders(cell)
        for name in names
        if name not in list_names(module)
    ]
    assert absent == []


def test_a_module_without_a_name_is_noticed() -> None:
    assert parse_holders("`a.py`: `one`, `two`; `b.py`: `three`") == [
        ("a.py", ["one", "two"]),
        ("b.py", ["three"]),
    ]
    assert parse_holders("`a.py`: `one`; `b.py`") == []


def list_holders() -> Iterator[str]:
    """Yield the cells that say where a promise, or what holds of a requirement, is in the code."""
    for row in re.findall(r"^\|(.+)\|$", SECURITY, re.MULTILINE):
        cells = row.split("|")
        if len(cells) == 4 and cells[0].strip().startswith("V"):
            yield cells[2].strip()
        elif len(cells) == 3 and re.search(r"`(?:test_|tests/|\w+/test_|binary/)", cells[2]):
            yield cells[1].strip()


def parse_holders(cell: str) -> list[tuple[str, list[str]]]:
    """Return each module with its names; nothing where one has none."""
    parts = re.findall(r"`([\w/]+\.py)`((?:[:,] `\w+`)*)", cell)
    holders = [(module, re.findall(r"`(\w+)`", names)) for module, names in parts]
    return holders if all(names for _, names in holders) else []


@cache
def list_names(module: str) -> set[str]:
    """Return the functions, methods, classes and constants of a module."""
    tree = ast.parse((SOURCES / module).read_bytes())
    defined = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    assigned = [
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return {*defined, *assigned}


def test_only_these_modules_open_connections() -> None:
    found = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        if re.search(OPENING, path.read_text("utf-8"))
    }
    assert found == OPENERS.keys()


def test_each_requirement_up_to_level_2_is_listed_once() -> None:
    wanted = {f"{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)}
    wanted -= set(LEVEL_3.split())
    rows = re.findall(r"^\| (V[^|]+) \|", SECURITY, re.MULTILINE)
    listed = [name for row in rows for name in row.split(", ")]
    assert sorted(listed) == sorted(wanted)


def test_what_holds_has_a_test() -> None:
    rows = re.findall(r"^\| (V[^|]+) \| ([^|]+) \| [^|]* \| ?([^|]*) \|$", SECURITY, re.MULTILINE)
    silent = [
        name
        for name, words, test in rows
        if not test.strip() and not words.startswith(("does not apply", "Not met"))
    ]
    assert silent == []
    assert len(rows) > 100


def test_the_policy_says_where_to_report() -> None:
    policy = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "Report a vulnerability" in policy
    assert "docs/security.md" in policy
