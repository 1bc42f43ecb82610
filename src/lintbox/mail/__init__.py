"""Emails: written here, and sent by SMTP or kept in the local mailbox."""

from lintbox.mail.addresses import new_message_id, sender_of
from lintbox.mail.composing import SUBJECTS, compose, subject_of
from lintbox.mail.envelope import to_bytes
from lintbox.mail.mailbox import remove_older as remove_older_files
from lintbox.mail.smtp import find_trouble, server_of
from lintbox.mail.test_email import try_out
from lintbox.mail.transport import FOLDER, Transport, open_transport

__all__ = [
    "FOLDER",
    "SUBJECTS",
    "Transport",
    "compose",
    "find_trouble",
    "new_message_id",
    "open_transport",
    "remove_older_files",
    "sender_of",
    "server_of",
    "subject_of",
    "to_bytes",
    "try_out",
]
