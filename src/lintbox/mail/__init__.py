"""Composes emails, and sends them by SMTP or saves them in the local mailbox."""

from lintbox.mail.addresses import get_sender, new_message_id
from lintbox.mail.composing import SUBJECTS, compose, get_subject
from lintbox.mail.envelope import to_bytes
from lintbox.mail.mailbox_folder import remove_older_files
from lintbox.mail.smtp import find_server, find_smtp_error
from lintbox.mail.test_email import send_test_email
from lintbox.mail.transport import FOLDER, Transport, open_transport
