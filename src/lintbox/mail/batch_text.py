"""The text of an email with the results of several files."""

from __future__ import annotations

from lintbox.domain import BatchResult, CheckState, count_noun, make_visible
from lintbox.mail.rendering import Links
from lintbox.mail.result_text import NAME_WIDTH, ResultText

_UNCHECKED_NAMED = 20
_ORDER = (CheckState.ERROR, CheckState.FAILED, CheckState.PASSED)


class BatchText:
    """The values in the templates; text from the files is escaped and cut."""

    def __init__(self, batch: BatchResult, links: Links) -> None:
        self._batch = batch
        self.url = f"{links.home}/"
        self.files = sorted((ResultText(result, links) for result in batch.results), key=_rank)

    @property
    def subject(self) -> str:
        return f"{self.heading}: {self.outcome}"

    @property
    def heading(self) -> str:
        return count_noun(len(self.files) + len(self._batch.unchecked), "file")

    @property
    def outcome(self) -> str:
        """Return "3 passed, 9 with findings"."""
        states = [file.state for file in self.files]
        counts = (
            (states.count(CheckState.PASSED), "passed"),
            (states.count(CheckState.FAILED), "with findings"),
            (states.count(CheckState.ERROR), "could not be checked"),
            (len(self._batch.unchecked), "still unchecked"),
        )
        return ", ".join(f"{number:,} {words}" for number, words in counts if number)

    @property
    def sections(self) -> list[ResultText]:
        """The files about which more is to be said than their row in the table."""
        return [file for file in self.files if file.lines or file.error or file.refusal or file.opted_out]

    @property
    def codes(self) -> list[str]:
        """The codes of the quoted lines, each once."""
        return sorted({code for file in self.files for code in file.codes})

    @property
    def tools(self) -> str:
        """Return the versions and the profile of the checks, each once."""
        return "; ".join(dict.fromkeys(file.tools for file in self.files))

    @property
    def unchecked(self) -> str:
        """Return a sentence about the files whose checks have not ended; empty without such."""
        names = [make_visible(name.strip(), NAME_WIDTH) for name in self._batch.unchecked]
        if not names:
            return ""
        more = f" and {len(names) - _UNCHECKED_NAMED:,} more" if len(names) > _UNCHECKED_NAMED else ""
        listed = ", ".join(names[:_UNCHECKED_NAMED])
        return f"Still unchecked, their results follow in another email: {listed}{more}."


def _rank(file: ResultText) -> tuple[int, int]:
    return _ORDER.index(file.state), -file.total
