from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.smtp import SmtpServer

CERTIFICATE = Path(__file__).with_name("localhost.pem")


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def certified() -> ssl.SSLContext:
    """The server's TLS context, with a self-signed certificate for localhost."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """A client's TLS context that trusts this certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
