"""Sends a test email at once, bypassing the queue, and reports each step."""

from __future__ import annotations

import ssl
import time
from email.message import EmailMessage

from lintbox.domain import EmailTest, Outcome, Speaker, Step, StepState, TranscriptLine
from lintbox.mail.smtp import find_server
from lintbox.mail.smtp_errors import Phase
from lintbox.mail.smtp_session import Server, SmtpSession, Timeouts
from lintbox.mail.transcript import Transcript
from lintbox.mail.transport import open_transport
from lintbox.settings import Settings, SmtpSecurity

# shorter than for queued emails: the administrator waits for the result
_TIMEOUTS = Timeouts(connect=10, command=15, accept=30, quit=2)


async def send_test_email(settings: Settings, message: EmailMessage) -> EmailTest:
    """Send the email by the configured transport; errors are in the result, never raised."""
    server = find_server(settings)
    if server:
        return await send_with_transcript(server, message, ssl.create_default_context())
    started = time.monotonic()
    delivery = await open_transport(settings).send(message)
    sent = delivery.outcome == Outcome.SAVED
    elapsed_ms = round((time.monotonic() - started) * 1000)
    state = StepState.DONE if sent else StepState.FAILED
    lines = (TranscriptLine(Speaker.NOTE, delivery.detail),)
    step = Step("mailbox", "Local mailbox", state, lines, elapsed_ms=elapsed_ms)
    return EmailTest(sent, delivery.detail, elapsed_ms, (step,))


async def send_with_transcript(server: Server, message: EmailMessage, tls: ssl.SSLContext) -> EmailTest:
    transcript = Transcript(server.secrets)
    started = time.monotonic()
    session = SmtpSession(server, tls, _TIMEOUTS, transcript)
    try:
        delivery = await session.deliver(message)
        elapsed_ms = round((time.monotonic() - started) * 1000)
        await session.quit()
    finally:
        session.abort()
    reached = {step.title for step in transcript.steps}
    missing = [phase for phase in _list_phases(server) if phase not in reached]
    rest = [Step(phase.name.lower(), phase, StepState.NOT_REACHED) for phase in missing]
    sent = delivery.outcome == Outcome.SENT
    return EmailTest(sent, delivery.detail, elapsed_ms, (*transcript.steps, *rest))


def _list_phases(server: Server) -> list[Phase]:
    skipped = set()
    if server.security != SmtpSecurity.STARTTLS:
        skipped.add(Phase.STARTTLS)
    if not server.username:
        skipped.add(Phase.AUTH)
    return [phase for phase in Phase if phase not in skipped]
