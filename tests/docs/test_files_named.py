"""Every file, folder and heading that the documents name exists."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import tomllib
from pathlib import PurePath

import pytest

from tests.docs.documents import PAGES, ROOT, list_blocks, list_code

ENDINGS = "py|md|ts|svelte|css|txt|html|toml|spec|yaml"
# files of a user, an operator, or a build
ELSEWHERE = {
    "solution.py",
    "file.py",
    ".pre-commit-config.yaml",
    "test/re_tests.py",
    "stringprep.py",
    "tkinter/constants.py",
    "__init__.py",
}
LONGEST_README = 120


def list_paths(text: str) -> set[str]:
    """Return what looks like a path in inline code; ``<kind>`` stands for any name."""
    code = [re.sub(r"<\w+>", "*", word) for word in list_code(text)]
    files = {word for word in code if re.fullmatch(rf"[\w./*-]+\.({ENDINGS})", word)}
    folders = {
        word for word in code if re.fullmatch(r"(tests|web|src|docs|lint|mail|services)/[\w/*]*/?", word)
    }
    return (files | folders) - ELSEWHERE


@pytest.fixture(scope="module")
def files() -> list[str]:
    """Return what git tracks or would add, files and folders, folders with and without a slash at the end."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = {PurePath(name) for name in names if (ROOT / name).is_file()}
    return [f"/{path}" for path in paths] + [
        f"/{folder}{end}" for path in paths for folder in path.parents for end in ("", "/")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_path_exists(name: str, files: list[str]) -> None:
    """A path may leave out its beginning, such as ``src/lintbox``."""
    missing = [path for path in list_paths(PAGES[name]) if not fnmatch.filter(files, f"*/{path}")]
    assert missing == []


def test_every_name_in_the_recipes_is_in_the_code() -> None:
    """A name has a capital, an underscore, or is a value in a template."""
    text = PAGES["CONTRIBUTING.md"]
    names = re.findall(r"`(_*[A-Za-z]+(?:[A-Z_]\w*))`", text) + re.findall(r"`\{\{ ([\w.]+) \}\}`", text)
    assert len(names) > 10
    code = "".join(
        path.read_text("utf-8")
        for folder in ("src/lintbox", "tests")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".txt", ".html", ".toml"}
    )
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}", code)] == []


def test_every_part_of_the_floor_plan_exists() -> None:
    plan = next(block for _, block in list_blocks(PAGES["docs/architecture.md"]) if "src/lintbox/" in block)
    parents: list[str] = []
    missing = []
    for indent, part in re.findall(r"^( *)([\w./]+)", plan, re.MULTILINE):
        parents[len(indent) // 2 :] = [part]
        path = "".join(parents[:-1]) + part
        missing += [path] if not (ROOT / path).exists() else []
    assert missing == []


def test_every_package_and_module_is_in_the_floor_plan() -> None:
    plan = next(block for _, block in list_blocks(PAGES["docs/architecture.md"]) if "src/lintbox/" in block)
    packages = {f"{path.parent.name}/" for path in (ROOT / "src/lintbox").glob("*/__init__.py")}
    modules = {path.name for path in (ROOT / "src/lintbox").glob("*.py")} - {"__init__.py"}
    assert [name for name in sorted(packages | modules) if f" {name} " not in plan] == []


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    text = " ".join(PAGES["docs/architecture.md"].split())
    for contract in contracts[:2]:
        layers = [layer.replace(" | ", ", ") for layer in contract["layers"] if layer != "__main__"]
        assert f"`{' → '.join(layers)}`" in text


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[name]):
        if target.startswith("https:"):
            continue
        path, _, heading = target.partition("#")
        file = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert file.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}, (
                target
            )


def test_the_readme_is_short() -> None:
    assert len(PAGES["README.md"].splitlines()) <= LONGEST_README


def test_every_page_is_linked_from_the_readme() -> None:
    assert [name for name in PAGES if name != "README.md" and f"({name}" not in PAGES["README.md"]] == []
