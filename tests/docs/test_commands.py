"""Every shell command in the documents exists, with its subcommands, flags, files and tests."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib.util import find_spec

import pytest

from lintbox.cli import COMMANDS, main
from lintbox.web.server import ROUTES
from tests.docs.documents import PAGES, ROOT, list_blocks, list_code

SHELL = {"console", "sh"}
PROGRAMS = {"lintbox", "./lintbox", ".venv/bin/lintbox"}
PREFIXES = {"nice"}
# programs of other projects: their arguments are not checked
FOREIGN = {
    "pip",
    "pipx",
    "uvx",
    "pre-commit",
    "flake8",
    "python",
    "ldd",
    "systemctl",
    "openssl",
    "nats-server",
}
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^(\w+):.*##", MAKEFILE, re.MULTILINE))


def list_commands() -> list[str]:
    """Return the lines of shell blocks, and inline code that begins with a program."""
    lines = []
    for text in PAGES.values():
        for language, block in list_blocks(text):
            if language in SHELL:
                lines += block.replace("\\\n", " ").splitlines()
        lines += [code for code in list_code(text) if " " in code and _begins_with_a_program(code)]
    commands = {part.strip() for line in lines for part in re.split(r"&&|\|\||[;|](?!\|)", _strip(line))}
    return sorted(filter(None, commands))


def _begins_with_a_program(code: str) -> bool:
    first = re.sub(r"^(\w+=\S+ |nice )+", "", code).split(" ")[0]
    return first in PROGRAMS | FOREIGN | {"make", "pytest"} or first.startswith(".venv/bin/")


def _strip(line: str) -> str:
    """Remove comments, redirections and assignments."""
    return re.sub(r" #.*| > \S+|^(\w+=\S* ?)+", "", line.strip())


@cache
def read_help(*words: str) -> str | None:
    """Return the help of a command, None where there is no such command."""
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(io.StringIO()):
        code = main([*words, "--help"])
    return output.getvalue() if code == 0 else None


def check_lintbox(words: list[str]) -> str | None:
    """Return what is wrong with a call of ``lintbox``."""
    if words[:1] in (["check"], ["--version"]):
        return None  # flake8's options
    named = [word for word in words if re.fullmatch(r"[a-z]+(-[a-z]+)*", word)]
    if named and named[0] not in COMMANDS:
        return f"no command {named[0]}"
    text = read_help(*named) or read_help(*named[:1]) or ""
    if "COMMAND ..." in text and len(named) > 1:
        return f"no command {' '.join(named)}"
    missing = [word for word in words if word.startswith("--") and word not in text]
    return f"no flag {missing}" if missing else None


def check_pytest(words: list[str]) -> str | None:
    """Return what is wrong with a call of ``pytest``: each path exists, and has a test that ``-k`` names."""
    paths = [word for word in words if word.startswith("tests/")]
    if missing := [path for path in paths if not (ROOT / path).exists()]:
        return f"no file {missing}"
    if "-k" in words:
        wanted = words[words.index("-k") + 1]
        text = "".join((ROOT / path).read_text("utf-8") for path in paths)
        return None if re.search(rf"def test_\w*{wanted}", text) else f"no test {wanted}"
    return None


def check_make(words: list[str]) -> str | None:
    """Return what is wrong with a call of ``make``: the target, and the file that its variable names."""
    targets = [word for word in words if "=" not in word]
    if unknown := set(targets) - TARGETS:
        return f"no target {unknown}"
    given = dict(word.split("=") for word in words if "=" in word)
    paths = {"T": "{}", "B": "tests/bench/{}.py"}
    for name, value in given.items():
        if name in paths and value != "PART" and not (ROOT / paths[name].format(value)).exists():
            return f"no {value}"
    return None


def find_fault(command: str) -> str | None:
    """Return what is wrong with a command of the documents, None for nothing."""
    words = [word for word in shlex.split(command.replace("…", "")) if word not in PREFIXES]
    program, rest = words[0], words[1:]
    if program in PROGRAMS:
        return check_lintbox(rest)
    if program == "make":
        return check_make(rest)
    if program.endswith("pytest"):
        return check_pytest(rest)
    if program.removeprefix(".venv/bin/") == "python" and rest[:1] == ["-m"]:
        return None if find_spec(rest[1]) else f"no module {rest[1]}"
    if program == "curl":
        paths = {re.sub(r"<\w+:str>", "ID", route.path) for route in ROUTES}
        return None if any(f"$api{path}" in rest for path in paths) else "no route"
    return None if program in FOREIGN else f"no program {program}"


@pytest.mark.parametrize("command", list_commands())
def test_a_command_of_the_documents_exists(command: str) -> None:
    assert find_fault(command) is None


@pytest.mark.parametrize(
    "command",
    [
        "lintbox serve --nowhere",
        "lintbox admin promote EMAIL",
        "lintbox explode",
        "make nothing",
        "make test T=tests/nowhere",
        ".venv/bin/pytest tests/rules/test_files.py -k nothing_of_this_name",
        "python -m tests.nowhere",
        "curl $api/nowhere",
        "explode",
    ],
)
def test_a_wrong_command_is_found(command: str) -> None:
    assert find_fault(command)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described(name: str) -> None:
    assert f"| `lintbox {name}" in PAGES["docs/operating.md"]


def test_every_make_target_is_named() -> None:
    text = PAGES["README.md"] + PAGES["CONTRIBUTING.md"]
    assert [target for target in TARGETS if f"`make {target}" not in text and f"`{target}`" not in text] == []


def test_ci_runs_the_commands_of_the_readme() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    ran = {word for line in lines if "make" in line.split() for word in line.split()}
    assert {"lint", "binary", "wheel", "smoke", "durability", "test"} <= ran
