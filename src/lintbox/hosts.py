"""Host names, base URLs and mail domains in their normal form: ASCII, lower case, without a final dot."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

WILDCARD_HOSTS = frozenset({"0.0.0.0", "::"})  # noqa: S104  every address of the machine
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MAX_NAME_LENGTH = 253
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_PORTS = {"http": 80, "https": 443}
_NATS_PORT = 4222


class MailServer(NamedTuple):
    """The parts of LINTBOX_SMTP_HOST; None for a part that is not written."""

    host: str
    port: int | None
    scheme: str | None


def normalize_host(written: str) -> str:
    """Return an IP address in its shortest form, a name in ASCII as browsers send it (IDNA 2008, UTS 46).

    Raises:
        ValueError: neither an IP address nor a host name.
    """
    host = written.strip().removeprefix("[").removesuffix("]")
    with suppress(ValueError):
        return ip_address(host).compressed
    if not host.isascii():
        import idna  # lazy: slow to import, and rarely needed

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise ValueError("it is not a host name") from None
    host = host.lower().removesuffix(".")
    if len(host) > _MAX_NAME_LENGTH or not _NAME.fullmatch(host):
        raise ValueError("it is not a host name")
    if host.rpartition(".")[2].isdigit():
        raise ValueError("it is not an IP address")
    return host


def display_host(host: str) -> str:
    """Return the name in Unicode: ``xn--bcher-kva.example`` becomes ``bücher.example``."""
    if "xn--" not in host:
        return host
    import idna

    try:
        return idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host


def normalize_listener(written: str) -> str:
    """Return the address to listen on; ``0`` and ``127.1`` are expanded as the system does (inet_aton(3)).

    Raises:
        ValueError
    """
    host = written.strip()
    if "://" in host or "/" in host:
        raise ValueError("write an address alone, such as 127.0.0.1: LINTBOX_BASE_URL is for the whole one")
    with suppress(ValueError):
        return ip_address(host.removeprefix("[").removesuffix("]")).compressed
    with suppress(OSError):
        return socket.inet_ntoa(socket.inet_aton(host))
    if re.fullmatch(r".*:\d+", host):
        raise ValueError("write the port into LINTBOX_PORT, not behind the address")
    try:
        return normalize_host(host)
    except ValueError:
        raise ValueError("write an address of this machine, such as 127.0.0.1 or 0.0.0.0") from None


def normalize_base_url(written: str) -> str:
    """Return scheme, host, port and path as browsers send them, without a trailing slash.

    Raises:
        ValueError: without quoting the value, which may hold a password.
    """
    written = written.strip()
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise ValueError("its host or port cannot be read; a port is at most 65535") from None
    if "@" in parts.netloc:
        raise ValueError("leave out user and password: every recipient of an email would read them")
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or port == 0
        or re.search(r"[?#\\\s]", written.strip())
    ):
        raise ValueError("write the whole address, such as https://lint.school.example")
    host = normalize_host(parts.hostname)
    path = re.sub("/+", "/", parts.path).rstrip("/")
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise ValueError("write its path with letters a to z, digits, and - . _ ~ only")
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{shown_host}{shown_port}{path}"


def normalize_mail_domain(written: str) -> str:
    """Return the part of an email address behind the @; an @ in front is removed.

    Raises:
        ValueError: not a domain of email addresses.
    """
    domain = written.strip().removeprefix("@")
    if domain.startswith(("*", ".")):
        raise ValueError(f"write each domain in full, not {written!r}: those below it are not included")
    try:
        host = normalize_host(domain)
    except ValueError:
        raise ValueError(f"{written!r} is not a domain; write it like school.example") from None
    if ":" in host or re.fullmatch(r"[\d.]+", host) or ("." not in host and host != "localhost"):
        raise ValueError(f"no address ends in {written!r}; write a domain like school.example")
    return host


def parse_mail_server(written: str) -> MailServer:
    """Read ``host``, ``host:587``, ``smtp://host`` and ``smtps://host:465``.

    Raises:
        ValueError: without quoting the value, which may hold a password.
    """
    scheme, separator, rest = written.strip().rpartition("://")
    scheme, rest = scheme.lower(), rest.removesuffix("/")
    advice = "write the mail server as a host, such as mail.school.example"
    if (separator and scheme not in {"smtp", "smtps"}) or "@" in rest:
        raise ValueError(f"{advice}; user and password have settings of their own")
    with suppress(ValueError):  # a bare IPv6 address: its colons do not start a port
        return MailServer(ip_address(rest).compressed, None, scheme or None)
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}))?", rest)
    port = int(match[2]) if match and match[2] else None
    if not match or port == 0 or (port or 0) > 65535:
        raise ValueError(advice)
    try:
        return MailServer(normalize_host(match[1]), port, scheme or None)
    except ValueError:
        raise ValueError(advice) from None


def normalize_check_engine(written: str) -> str:
    """Return ``embedded``, or the address of a NATS server with its port.

    Raises:
        ValueError: not an address, or one without encryption that leaves this machine.
    """
    written = written.strip().removesuffix("/")
    if written.lower() == "embedded":
        return "embedded"
    try:
        parts = urlsplit(written)
        port = _NATS_PORT if parts.port is None else parts.port
        host = normalize_host(parts.hostname or "")
    except ValueError:
        parts, port, host = urlsplit(""), 0, ""
    if parts.scheme not in {"nats", "tls"} or not port or parts.path or parts.query or "@" in parts.netloc:
        raise ValueError("write embedded, or the address of a NATS server, such as tls://queue.example:4222")
    if parts.scheme == "nats" and host not in LOOPBACK_HOSTS:
        raise ValueError(
            "nats:// is not encrypted, so it is for a server on this machine alone: "
            "write tls:// and set certificates"
        )
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
