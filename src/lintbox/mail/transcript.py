"""What was said to a mail server and what it answered, step by step, without what must not be repeated."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from aiosmtplib import SMTPResponseException

from lintbox.domain import Said, Speaker, Step, StepState, make_visible
from lintbox.mail.smtp_errors import Phase, hide, words_of

_WIDTH = 500
_LINES = 40


class Transcript:
    def __init__(self, secrets: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._secrets = tuple(secrets)
        self._clock = clock
        self._begun = clock()
        self.steps: list[Step] = []

    def enter(self, phase: Phase) -> None:
        self.steps.append(Step(phase.name.lower(), phase, StepState.DONE, elapsed_ms=self._elapsed()))

    def say(self, text: str) -> None:
        self._add(Speaker.LINTBOX, text)

    def note(self, text: str) -> None:
        self._add(Speaker.NOTE, text)

    def receive(self, code: int, message: str) -> None:
        """Write an answer as it came, a line for each of its lines."""
        lines = message.splitlines()[:_LINES] or [""]
        for number, line in enumerate(lines, 1):
            self._add(Speaker.SERVER, f"{code}{' ' if number == len(lines) else '-'}{line}".rstrip())
        self.steps[-1] = self.steps[-1]._replace(code=code)

    def fail(self, problem: Exception) -> None:
        if isinstance(problem, SMTPResponseException) and problem.code > 0:
            self.receive(problem.code, problem.message)
        else:
            self.note(words_of(problem))
        self.steps[-1] = self.steps[-1]._replace(state=StepState.FAILED)

    def _add(self, by: Speaker, text: str) -> None:
        said = Said(by, make_visible(hide(text, self._secrets), _WIDTH))
        step = self.steps[-1]
        self.steps[-1] = step._replace(lines=(*step.lines, said), elapsed_ms=self._elapsed())

    def _elapsed(self) -> int:
        return round((self._clock() - self._begun) * 1000)
