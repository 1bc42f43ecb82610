"""A test email: past the queue, with every step of the way."""

from __future__ import annotations

import ssl
import time
from email.message import EmailMessage

from lintbox.domain import EmailTest, Outcome, Said, Speaker, Step, StepState
from lintbox.mail.smtp import server_of
from lintbox.mail.smtp_errors import Phase
from lintbox.mail.smtp_session import Conversation, Patience, Server
from lintbox.mail.transcript import Transcript
from lintbox.mail.transport import open_transport
from lintbox.settings import Settings, SmtpSecurity

# somebody waits before the page
_PATIENCE = Patience(connect=10, command=15, accept=30, leave=2)


async def try_out(settings: Settings, message: EmailMessage) -> EmailTest:
    """Send the email at once, and tell how that went."""
    server = server_of(settings)
    if server:
        return await talk_to(server, message, ssl.create_default_context())
    begun = time.monotonic()
    delivery = await open_transport(settings).send(message)
    sent = delivery.outcome == Outcome.SAVED
    elapsed_ms = round((time.monotonic() - begun) * 1000)
    state = StepState.DONE if sent else StepState.FAILED
    said = (Said(Speaker.NOTE, delivery.detail),)
    step = Step("mailbox", "Local mailbox", state, said, elapsed_ms=elapsed_ms)
    return EmailTest(sent, delivery.detail, elapsed_ms, (step,))


async def talk_to(server: Server, message: EmailMessage, tls: ssl.SSLContext) -> EmailTest:
    transcript = Transcript(server.secrets)
    begun = time.monotonic()
    conversation = Conversation(server, tls, _PATIENCE, transcript)
    try:
        delivery = await conversation.deliver(message)
        elapsed_ms = round((time.monotonic() - begun) * 1000)
        await conversation.take_leave()
    finally:
        conversation.hang_up()
    reached = {step.title for step in transcript.steps}
    missed = [phase for phase in _plan(server) if phase not in reached]
    rest = [Step(phase.name.lower(), phase, StepState.NOT_REACHED) for phase in missed]
    sent = delivery.outcome == Outcome.SENT
    return EmailTest(sent, delivery.detail, elapsed_ms, (*transcript.steps, *rest))


def _plan(server: Server) -> list[Phase]:
    skipped = set()
    if server.security != SmtpSecurity.STARTTLS:
        skipped.add(Phase.STARTTLS)
    if not server.username:
        skipped.add(Phase.AUTH)
    return [phase for phase in Phase if phase not in skipped]
