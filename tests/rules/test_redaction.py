"""Redacted email addresses in logs and support files."""

from __future__ import annotations

import pytest

from lintbox.platform.logs import redact_addresses


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("550 <ada@school.example> unknown", "550 <a…@school.example> unknown"),
        ("ada.lovelace+flake8@school.example, b@c.example", "a…@school.example, b…@c.example"),
        ('{"email": "grüße@schule.example"}', '{"email": "g…@schule.example"}'),
        ("RCPT TO:<ada@[192.0.2.1]>", "RCPT TO:<a…@[192.0.2.1]>"),
        ("Message 12 at 14:05 @ home", "Message 12 at 14:05 @ home"),
        ("nothing", "nothing"),
    ],
)
def test_addresses_are_redacted(text: str, redacted: str) -> None:
    assert redact_addresses(text) == redacted
