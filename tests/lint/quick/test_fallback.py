"""The fast path leaves unusual files to flake8 itself, and counts them."""

from __future__ import annotations

import pytest

from tests.lint.quick.both_ways import quick_rows, set_up, stock_rows

LEFT = {
    "a row that is only a backslash": b"x = 1\n\\\n\ny = 2\n",
    "a form feed beside code": b"x = 1\x0c\ny=2\n",
    "a broken file whose rows count": b"x = (\nimport os  # noqa\n",
    "a last string without a line feed after it": b'x = """\n  a  \n"""',
    "a string of many rows before a backslash": b"x = '''\n%s''' \\\n    % a\n".replace(b"%s", b"a" * 80),
    "an expression or a chain of elif that is too deep": b"x = " + b" + ".join([b"a"] * 200) + b"\n",
}


@pytest.mark.parametrize(("reason", "data"), LEFT.items(), ids=LEFT)
def test_an_unusual_file_is_left_to_flake8_and_counted(reason: str, data: bytes) -> None:
    setup = set_up(())
    assert setup.fast_path
    rows = quick_rows(setup, "file.py", data)
    assert rows == stock_rows(setup, "file.py", data)
    assert setup.fast_path.stock == {reason: 1}


def test_long_text_with_other_line_separators_is_left_to_flake8() -> None:
    setup = set_up(("--max-doc-length=30",))
    assert setup.fast_path
    for text in (f"'a\v{'b' * 40}'\n  \n", f"# a\f{'b' * 40}\n  \n"):
        assert quick_rows(setup, "file.py", text.encode()) == stock_rows(setup, "file.py", text.encode())
    assert setup.fast_path.stock.total() == 2


def test_code_too_deep_for_flake8_is_left_to_flake8() -> None:
    setup = set_up(("--max-complexity=10",))
    for data in (
        b"x = " + b" + ".join([b"a"] * 600) + b"\n",
        b"if a:\n    pass\n" + b"elif a:\n    pass\n" * 300,
    ):
        assert quick_rows(setup, "file.py", data) == stock_rows(setup, "file.py", data)
        assert quick_rows(setup, "file.py", data) in ("RecursionError", "PluginExecutionFailed")


@pytest.mark.parametrize("option", ["--per-file-ignores=*.py:F401", "--select=E", ""])
def test_unsupported_options_are_left_to_flake8(option: str) -> None:
    setup = set_up((option,) if option else ())
    assert (setup.fast_path is None) == option.startswith("--per-file-ignores")


def test_a_file_that_opts_out_has_no_rows() -> None:
    setup = set_up(())
    assert quick_rows(setup, "file.py", b"# flake8: noqa\nimport os\nx = (\n") == []
    assert quick_rows(set_up(("--disable-noqa",)), "file.py", b"# flake8: noqa\nimport os\n") != []
