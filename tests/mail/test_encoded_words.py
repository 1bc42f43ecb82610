"""Names in many scripts, in the headers of an email: RFC 2047 holds, and each reader has the same text."""

from __future__ import annotations

import random
import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

from lintbox.mail.addresses import to_header
from lintbox.mail.envelope import POLICY, to_bytes
from tests.mail.samples import write_result

WORDS = (
    *("Blatt", "Prüfung", "größer", "v2", "und", "é", "задание", "решение", "лекция", "課題", "解答"),
    *("テスト", "🐍", "👩‍🏫", "final", "_", "?", "=", "(c)", "d;"),
)
# RFC 2047 2: at most 75 characters; the line has at most 76
ENCODED_WORD = re.compile(r"=\?utf-8\?(q\?[A-Za-z0-9!*+/=_-]+|b\?[A-Za-z0-9+/=]+)\?=")
RANDOM = random.Random(2047)  # the same names in each run
NAMES = [
    "задание Blatt задание v2 und é",
    *(" ".join(RANDOM.choices(WORDS, k=RANDOM.randint(1, 9)))[:60].strip() for _ in range(200)),
]


def read_header(data: bytes, name: str) -> str:
    """Return a header as it was sent, with its line breaks."""
    found = re.search(rf"^{name}: ?([^\r]*(?:\r\n [^\r]*)*)", data.decode("ascii"), re.MULTILINE)
    assert found
    return found[1]


def find_fault(header: str, header_name: str) -> str | None:
    """Return what RFC 2047 forbids in a header."""
    first, *others = header.split("\r\n")
    for line in (f"{header_name}: {first}", *others):
        if "=?" in line and len(line) > 76:
            return f"{len(line)} characters: {line}"
    for word in header.split():
        if "=?" in word and not ENCODED_WORD.fullmatch(word):
            return f"it touches another word: {word}"
    return None


def test_a_subject_has_whole_encoded_words_and_each_reader_has_its_text() -> None:
    for name in NAMES:
        message = write_result(name=f"{name}.py")
        expected = f"{name}.py: 29 findings, 5 of them likely bugs"
        data = to_bytes(message)
        header = read_header(data, "Subject")
        assert not find_fault(header, "Subject")
        assert message_from_bytes(data, policy=policy.default)["Subject"] == expected
        assert str(make_header(decode_header(header))) == expected


def test_the_name_of_a_sender_has_whole_encoded_words() -> None:
    for name in NAMES:
        message = EmailMessage(POLICY)
        message["From"] = str(to_header("lintbox@school.example", name))
        message["To"] = to_header("ada@school.example")
        data = to_bytes(message)
        header = read_header(data, "From")
        if not name.isascii():
            assert not find_fault(header, "From")
            decoded = str(make_header(decode_header(header)))
            assert " ".join(decoded.split()) == f"{name} <lintbox@school.example>"
        assert message_from_bytes(data, policy=policy.default)["From"].addresses[0].addr_spec == (
            "lintbox@school.example"
        )
