"""Email addresses and Message-IDs; neither reveals anything about this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import secrets
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import urlsplit

from lintbox.domain import Invalid, make_visible
from lintbox.settings import Settings

_NAME = "Lintbox"
_NAME_WIDTH = 64
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def get_sender(settings: Settings, base_url: str) -> str:
    """Return the From header, as "Name <address>".

    Raises:
        Invalid: LINTBOX_MAIL_FROM is not an email address.
    """
    if not settings.mail_from:
        return str(Address(_NAME, addr_spec=f"lintbox@{_mail_domain(base_url)}"))
    name, address = parseaddr(settings.mail_from)
    if not _is_address(address):
        raise Invalid({"mail_from": "LINTBOX_MAIL_FROM: write it like Lintbox <lintbox@school.example>."})
    return str(to_header(address, name or _NAME))


def to_header(address: str, name: str = "") -> Address:
    """Return an address for a header: the domain in ASCII, the local part unchanged."""
    local, _, domain = to_ascii_domain(address).rpartition("@")
    return Address(make_visible(name, _NAME_WIDTH), username=local, domain=domain)


def to_ascii_domain(address: str) -> str:
    """Return an address with its domain in ASCII, as SMTP requires (RFC 5891)."""
    if address.isascii():
        return address
    from email_validator import validate_email  # lazy: slow to import, and most addresses are ASCII

    known = validate_email(address, check_deliverability=False, globally_deliverable=False)
    return known.ascii_email or f"{known.local_part}@{known.ascii_domain}"


def new_message_id(base_url: str) -> str:
    """Return a new Message-ID (RFC 5322 3.6.4): 128 random bits at the base URL's host.

    ``email.utils.make_msgid`` would reveal the machine's name, the process id and the time.
    """
    return f"<{secrets.token_hex(16)}@{_id_domain(base_url)}>"


def make_thread_id(base_url: str, file_id: str) -> str:
    """Return the Message-ID that all emails about a file refer to: mail programs show them as a thread.

    No email has it: the first one about a file may be about others, too.
    """
    return f"<file-{file_id}@{_id_domain(base_url)}>"


def _id_domain(base_url: str) -> str:
    host = _host(base_url)
    return f"[{host}]" if ":" in host else host


def _mail_domain(base_url: str) -> str:
    """Return the host, or localhost for an IP address, which most mail servers refuse after the @."""
    host = _host(base_url)
    return host if _HOST_NAME.fullmatch(host) and not _is_ip_address(host) else "localhost"


def _host(base_url: str) -> str:
    host = urlsplit(base_url).hostname or ""
    with contextlib.suppress(ValueError):  # not a host name: "localhost" below
        host = to_ascii_domain(f"lintbox@{host}").rpartition("@")[2]
    return host if _HOST_NAME.fullmatch(host) or _is_ip_address(host) else "localhost"


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_address(address: str) -> bool:
    try:
        local, _, domain = to_ascii_domain(address).rpartition("@")
    except ValueError:
        return False
    return bool(_LOCAL_PART.fullmatch(local) and _HOST_NAME.fullmatch(domain.lower()))
