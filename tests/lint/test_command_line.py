"""``lintbox check`` prints the same bytes as ``flake8 --isolated``, with the same exit code."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import preloaded
from tests.lint.test_identity import EDGES, sample_of_the_standard_library

FLAKE8 = ("flake8", "--isolated")
LINTBOX = ("lintbox", "check")

TREE: dict[str, bytes] = {
    "package/__init__.py": b"from .module import *\nfrom os import path, sep\n",
    "package/module.py": b"import os\nx = 1 \ndef f(a):\n    return [b for b in a if b] if a else foo\n",
    "package/build/made.py": b"import re\n",
    "package/.git/hook.py": b"import io\n",
    "package/data.txt": b"import os\n",
    "package/script": b"#!/usr/bin/env python\nimport os\n",
    "package/stub.pyi": b"import os\n",
    "builtins.py": b"from m import (abs, any, all as sum, len, id, x, y)\n",
    "unicode \xe9.py": "naïve = '漢字' ;  π=3\nassert (π, naïve)\n".encode(),
    "%s.py": b"import os\n",
    "clean.py": b"x = 1\n",
}

BROKEN: dict[str, bytes] = {
    "deep.py": b"x = " + b" + ".join([b"a"] * 2000) + b"\n",
    "deeper.py": b"x = " + b"not " * 9000 + b"a\n",
    "codec.py": b"# coding: zlib\nx = 1\n",
    "name \udcff.py": b"import os\n",
    "surrogate.py": b'"%(\\ud800)s" % {"\\udfff": 1}\n',
}


def run(
    program: Sequence[str], arguments: Sequence[str], folder: Path, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run ``flake8`` or ``lintbox check`` in a process with a fixed hash seed."""
    module, *first = program
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    order = preloaded.Order(module, [*first, *arguments], environment, str(folder))
    return preloaded.for_checks().run(order, given)


def run_afresh(
    program: Sequence[str], folder: Path, given: bytes = b"", seed: str = "0"
) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", *program],
        cwd=folder,
        env=os.environ | {"PYTHONHASHSEED": seed},
        input=given,
        capture_output=True,
        check=False,
    )


def compare(arguments: Sequence[str], folder: Path, given: bytes = b"") -> bytes:
    """Assert that both commands give the same result; return the output."""
    theirs = run(FLAKE8, arguments, folder, given)
    ours = run(LINTBOX, arguments, folder, given)
    assert ours.stdout.split(b"\n") == theirs.stdout.split(b"\n")
    assert ours.returncode == theirs.returncode
    assert b"Traceback" not in ours.stderr
    return ours.stdout


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edges = {f"edges/{name}": data for name, data in EDGES.items()}
    return fill(tmp_path_factory.mktemp("tree"), TREE | edges)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough for several processes."""
    return fill(tmp_path_factory.mktemp("library"), sample_of_the_standard_library() | EDGES)


RULES = [
    "",
    "--max-line-length 100 --max-complexity 10 --extend-ignore E203",
    "--select E,W,F,C90 --max-complexity 5 --max-doc-length 72 --hang-closing",
    "--ignore E501 --extend-select W504 --doctests",
    "--disable-noqa --indent-size 2 --builtins foo,bar",
]
REPORTS = [
    "--show-source --statistics --count",
    "--format pylint --per-file-ignores '[0-5]*:E501 noqa*:F edges/*:E501'",
]


@pytest.mark.parametrize("options", RULES + REPORTS)
def test_many_files_are_reported_as_flake8_reports_them(library: Path, options: str) -> None:
    assert compare([*shlex.split(options), "-j2"], library).count(b"\n") > 100


OPTIONS = [
    ".",
    "-j1",
    "package",
    "package edges clean.py",
    "package/module.py package/module.py",
    "package/script package/data.txt",
    "not/there.py package",
    "--exclude build,edges",
    "--extend-exclude 'unicode*,*/edges'",
    "--exclude module.py package/module.py",
    "--filename '*.pyi,*.txt'",
    "--format pylint",
    "--format quiet-filename",
    "--format quiet-nothing --count",
    "--format '%(path)s|%(row)d|%(col)d|%(code)s|%(text)s'",
    "--format unheard-of clean.py",
    "--count",
    "--count --exit-zero --quiet",
    "--statistics --count",
    "--statistics -qq",
    "--show-source",
    "--show-source --format pylint --statistics",
    "--show-source -q",
    "-q",
    "-qq",
    "--exit-zero",
    "--color always",
    "--color never --show-source",
    "--per-file-ignores 'package/*:F401,F403 edges:E,W *.py:W291'",
    "--per-file-ignores nonsense",
    "--max-complexity 1 --select C",
    "--extend-ignore E,W,F --count",
    "--isolated package",
    "-v package",
    "--config nowhere.cfg --append-config nowhere.ini package",
    "--enable-extensions X package",
    "--require-plugins pyflakes package",
    "--require-plugins flake8-nowhere package",
    "--jobs 0 package",
    "--jobs many package",
    "--select not-a-code package",
    "--max-line-length wide package",
    "--nonsense",
    "--version",
    "--bug-report",
]


@pytest.mark.parametrize("options", OPTIONS)
def test_options_do_what_they_do_in_flake8(tree: Path, options: str) -> None:
    compare(shlex.split(options), tree)


STANDARD_INPUT = [
    "-",
    "- --stdin-display-name package/module.py",
    "- --stdin-display-name package/module.py --exclude package",
    "- --show-source --count",
    "- clean.py package",
    "- --per-file-ignores stdin:F",
]


@pytest.mark.parametrize("options", STANDARD_INPUT)
@pytest.mark.parametrize("name", ["builtins.py", "unicode \xe9.py"])
def test_standard_input_is_checked_like_a_file(tree: Path, options: str, name: str) -> None:
    compare(options.split(), tree, TREE[name])


ODD_INPUT = [b"", b"x = (\n", b"# coding: latin-1\nx = '\xe8'\n", b"\xef\xbb\xbfimport os\r\n", b"x = 1"]


@pytest.mark.parametrize("given", ODD_INPUT)
def test_unusual_standard_input_is_read_as_in_flake8(tree: Path, given: bytes) -> None:
    compare(["-"], tree, given)


def test_warnings_of_python_about_a_file_are_not_printed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('x = 1if "\\d"else 2\n')
    theirs, ours = (
        subprocess.run([sys.executable, "-m", *program, "."], cwd=tmp_path, capture_output=True, check=False)
        for program in (FLAKE8, LINTBOX)
    )
    assert ours.stdout == theirs.stdout != b""
    assert ours.stderr == b""
    assert (b"SyntaxWarning" in theirs.stderr) == (sys.version_info >= (3, 12))


def test_output_file_receives_the_report(tree: Path, tmp_path: Path) -> None:
    reports = [tmp_path / "theirs" / "report.txt", tmp_path / "ours" / "report.txt"]
    for program, report in zip((FLAKE8, LINTBOX), reports, strict=True):
        done = run(program, ["--output-file", str(report), "--tee", "package"], tree)
        assert done.stdout == report.read_bytes()
    assert reports[0].read_bytes() == reports[1].read_bytes() != b""


def test_the_benchmark_counts_what_flake8_counts(library: Path) -> None:
    counts = [
        [row for row in run(program, ["--benchmark"], library).stdout.splitlines() if b"total" in row]
        for program in (FLAKE8, LINTBOX)
    ]
    assert counts[0] == counts[1]
    assert len(counts[1]) == 4


def test_configuration_files_are_never_read(tree: Path, tmp_path: Path) -> None:
    folder = fill(
        tmp_path, TREE | {"setup.cfg": b"[flake8]\nignore = F\n", ".flake8": b"[flake8]\nquiet = 2\n"}
    )
    assert compare(["package"], folder) == run(LINTBOX, ["package"], tree).stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".flake8", b"[flake8]\nignore = F\n"),
        ("setup.cfg", b"[metadata]\nname = a\n[flake8:local-plugins]\n"),
        ("tox.ini", b"[flake8]\n"),
    ],
)
def test_a_configuration_file_that_flake8_would_read_is_named_once(
    tmp_path: Path, name: str, text: bytes
) -> None:
    folder = fill(tmp_path, {name: text, "below/a.py": b"import os\n" * 10_000}) / "below"
    ours = run_afresh(("-m", *LINTBOX, "a.py"), folder, seed="random")
    assert ours.stdout == run(FLAKE8, ["a.py"], folder).stdout
    assert ours.stderr.startswith(f"lintbox: ../{name} is ignored: ".encode())
    assert ours.stderr.count(b"\n") == 1
    assert run(LINTBOX, ["--isolated", "a.py"], folder).stderr == b""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.cfg", b"[metadata]\nname = a\n"),
        ("tox.ini", b"no section\n"),
        (".flake8", b"[flake8]\nignore = F\nignore = E\n"),
    ],
)
def test_a_file_that_flake8_could_not_read_as_its_configuration_is_not_named(
    tmp_path: Path, name: str, text: bytes
) -> None:
    folder = fill(tmp_path, {name: text, "a.py": b"import os\n"})
    assert run(LINTBOX, ["a.py"], folder).stderr == b""


def test_what_is_ignored_is_said_once_if_the_process_restarts(tmp_path: Path) -> None:
    fill(tmp_path, {"a.py": b"import os\n" * 10_000})
    ours = run_afresh(("-m", *LINTBOX, "--config=none.cfg", "a.py"), tmp_path, seed="random")
    assert ours.stderr.count(b"is ignored") == 1


@pytest.mark.parametrize("options", ["-j1", "-j2", "--exit-zero --statistics --count"])
def test_a_file_on_which_flake8_fails_does_not_affect_others(
    library: Path, tmp_path: Path, options: str
) -> None:
    others = run(FLAKE8, [*options.split(), str(library)], tmp_path)
    folder = fill(tmp_path / "broken", BROKEN)
    ours = run(LINTBOX, [*options.split(), str(library), str(folder)], tmp_path)
    assert ours.stdout == others.stdout
    assert ours.returncode == 1
    lines = ours.stderr.decode().splitlines()
    names = [str(folder / name).replace("\udcff", "\\udcff") for name in sorted(BROKEN)]
    assert len(lines) == len(names)
    assert [name for name, line in zip(names, lines, strict=True) if name not in line] == []


def test_the_failure_is_one_line_for_every_file_name(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"line\nfeed \x1b.py": BROKEN["codec.py"]})
    ours = run(LINTBOX, ["."], folder)
    assert ours.stderr.count(b"\n") == 1
    assert b"line\\nfeed \\x1b.py: LookupError: 'zlib' is not a text encoding" in ours.stderr


def test_a_format_with_an_unknown_field_is_one_error_message(tree: Path) -> None:
    ours = run(LINTBOX, ["--format", "%(nonsense)s", "package"], tree)
    assert (ours.returncode, ours.stdout, ours.stderr.count(b"\n")) == (1, b"", 1)
    assert b"nonsense" in ours.stderr


@pytest.mark.parametrize("seed", ["0", "1", "2", "random"])
@pytest.mark.parametrize("paths", ["builtins.py", ".", "-"])
def test_the_order_of_rows_does_not_change_with_the_hash_seed(tree: Path, seed: str, paths: str) -> None:
    given = TREE["builtins.py"]
    theirs = run(FLAKE8, [paths], tree, given)
    ours = run_afresh(("-m", *LINTBOX, paths), tree, given, seed)
    assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout)


def test_help_and_usage_name_lintbox_check(tree: Path) -> None:
    assert run(LINTBOX, ["--help"], tree).stdout.startswith(b"usage: lintbox check [options] file file ...")
    refused = run(LINTBOX, ["--nonsense"], tree)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"lintbox check: error: unrecognized arguments: --nonsense" in refused.stderr


def test_a_closed_pipe_ends_the_command_without_an_error_message(library: Path) -> None:
    command = [sys.executable, "-m", *LINTBOX, "--select", "E,W", str(library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (1, b"")


@pytest.mark.parametrize(
    ("option", "warning"),
    [
        ("--config=none.cfg", b"--config is ignored"),
        ("--append-config=none.cfg", b"--append-config is ignored"),
        ("--format=sarif", b"there is no format 'sarif'"),
    ],
)
def test_options_without_effect_give_a_warning(tmp_path: Path, option: str, warning: bytes) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    compare(["a.py", option], tmp_path)
    ours = run(LINTBOX, ["a.py", option], tmp_path)
    assert warning in ours.stderr
    assert ours.stderr.count(b"\n") == 1
