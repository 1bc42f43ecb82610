"""Records an SMTP session step by step, with secrets redacted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from aiosmtplib import SMTPResponseException

from lintbox.domain import Speaker, Step, StepState, TranscriptLine, make_visible
from lintbox.mail.smtp_errors import Phase, describe_error, redact

_WIDTH = 500
_MAX_LINES = 40


class Transcript:
    """``secrets`` are redacted in every line; ``clock`` counts seconds."""

    def __init__(self, secrets: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._secrets = tuple(secrets)
        self._clock = clock
        self._started = clock()
        self.steps: list[Step] = []

    def enter(self, phase: Phase) -> None:
        """Start a step; the following lines belong to it."""
        self.steps.append(Step(phase.name.lower(), phase, StepState.DONE, elapsed_ms=self._elapsed()))

    def sent(self, text: str) -> None:
        self._add(Speaker.LINTBOX, text)

    def note(self, text: str) -> None:
        self._add(Speaker.NOTE, text)

    def received(self, code: int, message: str) -> None:
        """Record a response, line by line as the server sent it."""
        lines = message.splitlines()[:_MAX_LINES] or [""]
        for number, line in enumerate(lines, 1):
            self._add(Speaker.SERVER, f"{code}{' ' if number == len(lines) else '-'}{line}".rstrip())
        self.steps[-1] = self.steps[-1]._replace(code=code)

    def fail(self, error: Exception) -> None:
        """Mark the step as failed, with the response or a note that describes the error."""
        if isinstance(error, SMTPResponseException) and error.code > 0:
            self.received(error.code, error.message)
        else:
            self.note(describe_error(error))
        self.steps[-1] = self.steps[-1]._replace(state=StepState.FAILED)

    def _add(self, by: Speaker, text: str) -> None:
        line = TranscriptLine(by, make_visible(redact(text, self._secrets), _WIDTH))
        step = self.steps[-1]
        self.steps[-1] = step._replace(lines=(*step.lines, line), elapsed_ms=self._elapsed())

    def _elapsed(self) -> int:
        return round((self._clock() - self._started) * 1000)
