"""The text of the result email: subject, counts, and the lines with findings."""

from __future__ import annotations

from datetime import UTC
from functools import cached_property
from typing import NamedTuple

from lintbox.domain import (
    CATEGORY_LABELS,
    Category,
    Changed,
    CheckState,
    QuotedLine,
    Result,
    count_noun,
    make_visible,
)
from lintbox.mail.rendering import Links

NAME_WIDTH = 80
_SOURCE_WIDTH = 120
_TEXT_WIDTH = 500

_CAUSES = {Changed.PROFILE: "the profile", Changed.VERSIONS: "the versions of the tools"}
_TONES = {Category.WILL_NOT_RUN: "red", Category.LIKELY_BUG: "orange"}


class Count(NamedTuple):
    label: str
    number: str
    tone: str


class Line(NamedTuple):
    number: int
    source: str
    url: str
    findings: tuple[tuple[str, str], ...]


class RefusalText(NamedTuple):
    """Python's error message without its full stop, and its line."""

    detail: str
    line: int
    source: str
    url: str


class ResultText:
    """The values in the templates of the result email; text from the file is escaped and cut."""

    def __init__(self, result: Result, links: Links) -> None:
        self._result = result
        self._links = links
        self.name = make_visible(result.name.strip(), NAME_WIDTH)
        self.state = result.state
        self.url = links.file(result.file_id)
        self.hint = make_visible(result.hint.detail, _TEXT_WIDTH) if result.hint else ""
        self.hint_python = (result.hint and result.hint.python) or ""
        self.error = make_visible(result.error.detail, _TEXT_WIDTH) if result.error else ""

    @property
    def subject(self) -> str:
        # RFC 2047: "=?" in a file name would start an encoded word
        name = self.name.replace("=?", "= ?")
        if not self.change:
            return f"{name}: {self.outcome}{self._severity()}"
        will_not_run = self._result.categories.get(Category.WILL_NOT_RUN)
        return f"{name}: {self.change}{', it will not run' if will_not_run else ''}"

    @property
    def outcome(self) -> str:
        if self._result.state == CheckState.ERROR:
            return "could not be checked"
        return count_noun(self._result.total, "finding") if self._result.total else "no findings"

    @property
    def change(self) -> str:
        """Return "1 new, 3 fixed, 8 left"; empty without an earlier check, and if both have no findings."""
        if not self._result.delta or not any(self._result.delta):
            return ""
        fixed, new, same = self._result.delta
        parts = [f"{number:,} {word}" for number, word in ((new, "new"), (fixed, "fixed")) if number]
        if same or not new:
            parts += [f"{same:,} left" if same else "none left"]
        return ", ".join(parts if new or fixed else ["nothing new", *parts])

    @property
    def comparison(self) -> str:
        """Return the change as a sentence, with its cause if the file stayed as it was; empty without one."""
        if not self.change:
            return ""
        cause = f"; only {self._cause} changed" if self._cause else ""
        return f"Compared with the last complete result: {self.change}{cause}."

    @property
    def _cause(self) -> str:
        delta, changed = self._result.delta, self._result.changed
        if delta is None or delta.new + delta.fixed == 0 or Changed.CONTENT in changed:
            return ""
        return " and ".join(_CAUSES[what] for what in changed)

    @property
    def total(self) -> int:
        return self._result.total

    @property
    def opted_out(self) -> bool:
        return self._result.opted_out

    @property
    def counts(self) -> list[Count]:
        categories = self._result.categories
        return [
            Count(label, f"{categories[category]:,}", _TONES.get(category, "ink"))
            for category, label in CATEGORY_LABELS.items()
            if categories.get(category)
        ]

    @property
    def refusal(self) -> RefusalText | None:
        """None if the file could not be checked: the error is shown instead."""
        refusal = self._result.python_refuses
        if refusal is None or self._result.error:
            return None
        detail = make_visible(refusal.detail.rstrip("."), _TEXT_WIDTH)
        source = make_visible(self._result.refused_source.strip(), _SOURCE_WIDTH)
        return RefusalText(detail, refusal.line, source, self._links.file(self._result.file_id, refusal.line))

    @cached_property
    def lines(self) -> list[Line]:
        return [self._line(shown) for shown in self._result.shown]

    @property
    def codes(self) -> list[str]:
        """The codes of the quoted lines, each once."""
        return sorted({code for shown in self._result.shown for code, _ in shown.findings})

    @property
    def heading(self) -> str:
        shown = self._shown_findings()
        if shown < self._result.total:
            return f"The first {shown} of {count_noun(self._result.total, 'finding')}"
        return "Line by line"

    @property
    def more(self) -> str:
        left = self._result.total - self._shown_findings()
        return f"And {count_noun(left, 'more finding')}" if left > 0 else ""

    @property
    def checked(self) -> str:
        at = self._result.finished_at.astimezone(UTC)
        return f"{at.day} {at:%B %Y, %H:%M:%S} UTC, in {_duration(self._result.duration_ms)}, {self.tools}"

    @property
    def tools(self) -> str:
        tool = self._result.tool
        plugins = "".join(f", {name} {version}" for name, version in tool.plugins.items())
        return (
            f"with flake8 {tool.flake8}, pycodestyle {tool.pycodestyle}, pyflakes {tool.pyflakes} "
            f"and mccabe {tool.mccabe} on Python {tool.python}{plugins}, "
            f"by the profile “{make_visible(self._result.profile_name, _TEXT_WIDTH)}”"
        )

    def _severity(self) -> str:
        """Return the subject's mention of the two most severe categories."""
        total, categories = self._result.total, self._result.categories
        bugs = categories.get(Category.LIKELY_BUG, 0)
        if categories.get(Category.WILL_NOT_RUN):
            return ", it will not run"
        if bugs == 0:
            return ""
        if bugs == total:
            return ", a likely bug" if bugs == 1 else ", all likely bugs"
        return f", {bugs:,} of them {'a likely bug' if bugs == 1 else 'likely bugs'}"

    def _line(self, shown: QuotedLine) -> Line:
        findings = tuple((code, make_visible(text, _TEXT_WIDTH)) for code, text in shown.findings)
        source = make_visible(shown.source.strip(), _SOURCE_WIDTH)
        return Line(shown.line, source, self._links.file(self._result.file_id, shown.line), findings)

    def _shown_findings(self) -> int:
        return sum(len(shown.findings) for shown in self._result.shown)


def _duration(milliseconds: int) -> str:
    return f"{milliseconds / 1000:,.2f} s" if milliseconds >= 10 else "less than 0.01 s"
