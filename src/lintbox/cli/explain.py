"""``lintbox explain``: what codes mean, with examples, in the width of the terminal."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

from lintbox.cli import flags
from lintbox.cli.streams import print_styled
from lintbox.domain import UnknownCode
from lintbox.explanations import Explanation
from lintbox.services import codes

_WIDEST = 88
_BOLD, _RED, _GREEN, _QUIET, _PLAIN = (f"\x1b[{number}m" for number in (1, 31, 32, 2, 0))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code",
        nargs="*",
        type=flags.line,
        help="a code, or the beginning of codes to list; all if none is given",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Explain each code; list the codes that begin with a shorter argument."""
    printer = _Printer()
    for index, named in enumerate(options.code or [""]):
        if index:
            printer.print()
        printer.explain(_list_named(named))
    return 0


def _list_named(named: str) -> Sequence[Explanation]:
    """Return the explanation of this code, or else those of all codes that begin with it.

    Raises:
        UnknownCode: no code begins with it.
    """
    try:
        return [codes.get(named)]
    except UnknownCode:
        if found := codes.list_all(named):
            return found
        raise


class _Printer:
    def __init__(self) -> None:
        self._width = min(shutil.get_terminal_size().columns, _WIDEST)
        # https://no-color.org
        self._colours = (
            sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )

    def print(self, text: str = "", style: str = "") -> None:
        print_styled(f"{style}{text}{_PLAIN}" if self._colours and style and text else text)

    def explain(self, found: Sequence[Explanation]) -> None:
        """Print one explanation as a whole, of several only code and title."""
        if len(found) == 1:
            self._explain(found[0])
            return
        for code in found:
            self.print(f"{code.code:<7}{code.title}")

    def _explain(self, code: Explanation) -> None:
        self.print(f"{code.code}  {code.title}", _BOLD)
        self.print(f"{code.plugin}, {_describe_default(code)}", _QUIET)
        self._print_paragraph(code.why)
        if code.never:
            self._print_paragraph(code.never)
        self._print_example("Before", code.before, _RED)
        self._print_example("After", code.after, _GREEN)
        self._print_paragraph(code.silence, "Silence")
        self.print()
        for line in self._describe_references(code):
            self.print(line, _QUIET)

    def _print_paragraph(self, text: str, heading: str = "") -> None:
        self.print()
        if heading:
            self.print(heading, _BOLD)
        for line in textwrap.wrap(text, self._width, break_long_words=False, break_on_hyphens=False):
            self.print(line)

    def _print_example(self, heading: str, source: str, style: str) -> None:
        self.print()
        self.print(heading, _BOLD + style)
        for line in source.splitlines():
            self.print(f"    {_show_white_space(line)}".rstrip())

    def _describe_references(self, code: Explanation) -> Iterator[str]:
        for source in code.sources:
            yield f"{source.title}: {source.url}"
        if code.related:
            yield f"Related: {', '.join(code.related)}"


def _show_white_space(line: str) -> str:
    """Return the line with its tabs and final spaces visible: some codes are about nothing else."""
    text = line.rstrip(" ")
    return text.replace("\t", "→   ") + "·" * (len(line) - len(text))


def _describe_default(code: Explanation) -> str:
    state = "reported by default" if code.default else "off by default"
    needs = f"; the example needs {' '.join(code.options)}" if code.options else ""
    since = f"; from Python {code.python}" if code.python else ""
    return f"{state}{needs}{since}"
