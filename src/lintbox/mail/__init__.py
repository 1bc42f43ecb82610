"""Letters: written here, and sent by SMTP or kept in the local mailbox."""

from lintbox.mail.addresses import new_message_id, sender_of
from lintbox.mail.composing import compose
from lintbox.mail.smtp import find_trouble
from lintbox.mail.transport import Transport, open_transport

__all__ = ["Transport", "compose", "find_trouble", "new_message_id", "open_transport", "sender_of"]
