"""`explain`: what a code means, in the terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from lintbox import explanations
from lintbox.cli import main
from tests.cli.program import run


def explain(capsys: pytest.CaptureFixture[str], *codes: str) -> tuple[int, str, str]:
    status = main(["explain", *codes])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_a_code_is_explained_with_its_examples(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = explain(capsys, "f401")
    explanation = explanations.find("F401")
    assert explanation
    assert status == 0
    for text in (explanation.title, *explanation.before.splitlines(), *explanation.after.splitlines()):
        assert text in printed
    assert " ".join(printed.split()).count(explanation.why) == 1
    assert "Related: F811" in printed
    assert "\x1b" not in printed


def test_the_beginning_of_codes_lists_them_and_nothing_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    listed = explain(capsys, "E30")[1].splitlines()
    assert [line.split()[0] for line in listed] == ["E301", "E302", "E303", "E304", "E305", "E306"]
    assert len(explain(capsys)[1].splitlines()) == len(explanations.all_codes())


def test_an_unknown_code_is_a_usage_error_that_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, error = explain(capsys, "F999")
    assert (status, printed) == (2, "")
    assert "There is no code “F999”. The nearest are E999, F901" in error


def test_white_space_that_a_code_is_about_is_visible(capsys: pytest.CaptureFixture[str]) -> None:
    assert "width = 3·" in explain(capsys, "W291")[1]
    assert "→   return" in explain(capsys, "W191")[1]


@pytest.mark.parametrize("columns", [40, 60])
def test_texts_are_wrapped_to_the_width_of_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text, _, _ = explain(capsys, "E711")[1].partition("Before")
    assert columns // 2 < max(map(len, text.splitlines())) <= columns


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_only_on_a_terminal_that_wants_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_color: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    ours, terminal = pty.openpty()
    subprocess.run([sys.executable, "-m", "lintbox", "explain", "F401"], stdout=terminal, check=True)
    os.close(terminal)
    written = os.read(ours, 4096)
    os.close(ours)
    assert (b"\x1b[1m" in written) is coloured
    assert b"\x1b" not in run("explain", "F401", folder=tmp_path).stdout.encode()
