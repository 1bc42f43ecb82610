"""File names, sources and messages are untrusted: they cannot change the structure of an email."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from lintbox.domain import EmailKind, QuotedLine
from lintbox.mail.envelope import to_bytes
from tests.mail.samples import (
    BROKEN,
    TOKEN,
    make_email,
    read_part,
    write,
    write_result,
    write_verification,
)

HOSTILE = '<script>alert("1")</script>&amp;'


def arrive(message: EmailMessage) -> EmailMessage:
    """Return the email as its recipient parses it."""
    received = message_from_bytes(to_bytes(message), policy=policy.default)
    assert isinstance(received, EmailMessage)
    return received


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\r\nBcc: eve@school.example\r\n\r\n.py", r"a\r\nBcc: eve@school.example\r\n\r\n.py"),
        ("a\x00\x1b[31m.py", r"a\x00\x1b[31m.py"),
        ("invoice\u202eyp.exe.py", r"invoice\u202eyp.exe.py"),
        ("\udc80.py", r"\udc80.py"),
        ("a\u2028b.py", r"a\u2028b.py"),
        ("a\tb.py", "a b.py"),
        ("привет.py", "привет.py"),
        ("שלום.py", "שלום.py"),
        ("👩‍🚀.py", "👩‍🚀.py"),
        ("{{ 7 * 7 }}.py", "{{ 7 * 7 }}.py"),
    ],
)
def test_a_file_name_stays_one_name_on_one_line(name: str, shown: str) -> None:
    received = arrive(write_result(name=name))
    assert received["Bcc"] is None
    assert received["Subject"] == f"{shown}: 29 findings, 5 of them likely bugs"
    assert read_part(received, "plain").startswith(f"{shown}: 29 findings\n")
    assert not received.defects


def test_a_file_name_is_not_decoded_like_a_header() -> None:
    name = "=?utf-8?q?a=0D=0ABcc=3A_eve=40school.example?=.py"
    received = arrive(write_result(name=name))
    assert received["Subject"] == f"= ?{name[2:]}: 29 findings, 5 of them likely bugs"
    assert read_part(received, "plain").startswith(f"{name}: ")


@pytest.mark.parametrize("length", range(1, 81))
def test_a_name_of_any_length_leaves_the_subject_intact(length: int) -> None:
    for email in "xé":
        name = email * length
        assert arrive(write_result(name=name))["Subject"].startswith(f"{name}: 29")


def test_a_very_long_name_is_cut() -> None:
    received = arrive(write_result(name="я" * 100_000 + ".py"))
    assert received["Subject"] == f"{'я' * 79}…: 29 findings, 5 of them likely bugs"


def test_text_from_a_file_is_escaped_in_html() -> None:
    line = QuotedLine(1, HOSTILE, ((HOSTILE, HOSTILE),))
    html = read_part(arrive(write_result(name=HOSTILE, shown=(line,))), "html")
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp;amp;") == 5


def test_an_error_detail_is_escaped_in_html() -> None:
    assert BROKEN.error
    error = type(BROKEN.error)(BROKEN.error.code, HOSTILE)
    assert "<script" not in read_part(write_result(BROKEN, error=error), "html")


def test_the_text_part_is_not_escaped_for_html() -> None:
    line = QuotedLine(1, HOSTILE, (("E999", HOSTILE),))
    assert read_part(write_result(shown=(line,)), "plain").count(HOSTILE) == 2


def test_control_characters_in_the_source_are_escaped() -> None:
    line = QuotedLine(1, "x = '\x1b]0;title\x07'\x0c\r\n.\r\n", (("E501", "a\nb"),))
    received = arrive(write_result(shown=(line,)))
    text = read_part(received, "plain")
    assert r"x = '\x1b]0;title\x07'" in text
    assert r"a\nb" in text
    assert not set(map(ord, text)) & (set(range(32)) - {10})


@pytest.mark.parametrize("words", ["x" * 100_000, "ж" * 100_000, "<" * 100_000])
def test_no_line_is_longer_than_smtp_allows(words: str) -> None:
    line = QuotedLine(1, words, tuple(("E501", words) for _ in range(20)))
    data = to_bytes(write_result(name=words, shown=(line,)))
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert data.isascii()


def test_a_long_base_url_is_sent_correctly() -> None:
    base_url = "https://" + "a" * 50 + ".example/" + "p/" * 500
    received = arrive(write(make_email(EmailKind.VERIFICATION), base_url))
    assert f"\n{base_url}verify#token={TOKEN}\n" in read_part(received, "plain")


def test_a_recipient_is_one_recipient() -> None:
    received = arrive(write_verification(recipient="ada@school.example, eve@school.example"))
    assert len(received["To"].addresses) == 1


def test_a_recipient_beyond_ascii_arrives() -> None:
    received = arrive(write_verification(recipient="jürgen@schule.example"))
    # the parser represents non-ASCII bytes as surrogates
    assert str(received["To"]).encode(errors="surrogateescape").decode() == "jürgen@schule.example"


def test_a_domain_beyond_ascii_is_written_in_its_ascii_form() -> None:
    assert write_verification(recipient="ada@bücher.example")["To"] == "ada@xn--bcher-kva.example"
