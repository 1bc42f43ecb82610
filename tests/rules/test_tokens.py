"""Tokens and links that mail programs have changed."""

from __future__ import annotations

import pytest

from lintbox.domain import normalize_token

TOKEN = "Ab_4-3Dxyz0123456789-_ABCDEFGHIJKLMNOPQRSTU"
HALF, REST = TOKEN[:20], TOKEN[20:]
LINK = f"https://lint.school.example/verify#token={TOKEN}"


@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        f" {TOKEN}\n",
        f"{TOKEN}.",
        f"<{TOKEN}>",
        f"{TOKEN}>.",
        f"({TOKEN})",
        f"„{TOKEN}“",
        f"{TOKEN}\u200b",
        f"\u00a0{TOKEN}",
        f"{TOKEN}=",
        f"={TOKEN}",
        f"3D{TOKEN}",
        f"=3D{TOKEN}",
        f"3d{TOKEN}",
        f"%3D{TOKEN}",
        f"{HALF} {REST}",
        f"{HALF}\r\n{REST}",
        f"{HALF}=\r\n{REST}",
        f"{HALF}=\n{REST}",
        f"{HALF}= \r\n{REST}",
        f"{HALF}%0D%0A{REST}",
        f"{HALF}%3D%0D%0A{REST}",
        f"{HALF}={REST}",
        f"{HALF}\n> {REST}",
        TOKEN.replace("-", "=2D").replace("_", "=5F"),
        TOKEN.replace("-", "%2D").replace("_", "%5f"),
        TOKEN.replace("_", "%255F"),
        f"{TOKEN}&utm_source=mail",
        f"{TOKEN}&amp;gt;",
        f"{TOKEN}. Open it",
        LINK,
        f"<{LINK}>",
        f"{LINK}.",
        LINK.replace("#", "%23"),
        LINK.replace("#token=", "%23token%3D"),
        LINK.replace("#token=", "#token=3D"),
        LINK.replace("#", "?"),
        f"https://gateway.example/?u={LINK.replace(':', '%3A').replace('#', '%2523')}&data=05",
        f"{LINK}\n\nThe link works once, within 8 hours.",
    ],
)
def test_a_token_damaged_by_a_mail_program_is_normalized(written: str) -> None:
    assert normalize_token(written) == TOKEN


@pytest.mark.parametrize("written", [TOKEN[:-1], TOKEN + "A", TOKEN[1:], "", ".", "\0", "ä" * 43, "token="])
def test_a_text_without_a_token_stays_invalid(written: str) -> None:
    assert normalize_token(written) != TOKEN
    assert len(normalize_token(written)) != len(TOKEN)


def test_a_token_that_begins_with_3d_is_kept() -> None:
    token = "3D" + TOKEN[2:]
    assert normalize_token(token) == token


def test_a_long_text_is_truncated() -> None:
    assert len(normalize_token("%25" * 1_000_000)) < 10_000
