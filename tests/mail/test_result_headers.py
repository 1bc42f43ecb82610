"""Headers of emails about results (threads, unsubscribing), and the email about several files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lintbox.domain import DeltaCounts, EmailKind
from lintbox.mail import to_bytes
from tests.mail.samples import (
    BASE_URL,
    BROKEN,
    CLEAN,
    FOUND,
    TOKEN,
    make_email,
    read_part,
    write,
    write_batch,
    write_result,
)

PARTS = ["plain", "html"]
OFF = f"{BASE_URL}/emails/off?t={TOKEN}"
CHANGED = replace(FOUND, file_id="43", name="shop.py", delta=DeltaCounts(3, 1, 8))


@pytest.mark.parametrize("kind", EmailKind)
def test_only_results_can_be_unsubscribed_from(kind: EmailKind) -> None:
    message = write(make_email(kind))
    is_result = kind == EmailKind.RESULT
    assert message["List-Unsubscribe"] == (f"<{OFF}>" if is_result else None)
    assert message["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if is_result else None)
    for part in PARTS:
        assert ("/emails/off" in read_part(message, part)) == is_result


@pytest.mark.parametrize("name", ["a.py", "é.py"])
def test_long_addresses_in_headers_are_neither_folded_nor_encoded(name: str) -> None:
    base_url = f"https://{'x' * 60}.example/{'y' * 60}"
    message = to_bytes(write(make_email(EmailKind.RESULT, result=replace(FOUND, name=name)), base_url))
    assert f"\r\nList-Unsubscribe: <{base_url}/emails/off?t={TOKEN}>\r\n".encode() in message
    assert f"\r\nReferences: <file-42@{'x' * 60}.example>\r\n".encode() in message


def test_emails_about_the_same_file_refer_to_the_same_message() -> None:
    first, second, other = write_result(), write_result(total=3), write_result(CHANGED)
    assert first["References"] == first["In-Reply-To"] == second["References"] != other["References"]


@pytest.mark.parametrize("part", PARTS)
def test_an_email_about_several_files_names_each_with_result_and_change(part: str) -> None:
    text = read_part(write_batch(CLEAN, FOUND, CHANGED, BROKEN), part)
    assert text.index("broken.py") < text.index("hangman.py") < text.index("orders.py")
    for words in ("29 findings", "1 new, 3 fixed, 8 left", "flake8 gave up after 10 seconds", "#L26", "/43"):
        assert words in text
    assert f"{BASE_URL}/codes/E711" in text
    assert "still unchecked" not in text.lower()


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        (write_batch(CLEAN, FOUND), "2 files: 1 passed, 1 with findings"),
        (write_batch(CLEAN, CLEAN), "2 files: 2 passed"),
        (write_batch(BROKEN, FOUND), "2 files: 1 with findings, 1 could not be checked"),
        (write_batch(CLEAN, unchecked=("a.py", "b.py")), "3 files: 1 passed, 2 still unchecked"),
    ],
)
def test_the_subject_counts_the_files_by_result(message: dict[str, str], subject: str) -> None:
    assert message["Subject"] == subject


@pytest.mark.parametrize("part", PARTS)
def test_unchecked_files_are_named_up_to_a_number(part: str) -> None:
    names = tuple(f"late_{number}.py" for number in range(25))
    text = " ".join(read_part(write_batch(CLEAN, unchecked=names), part).split())
    assert "late_19.py and 5 more." in text
    assert "late_20.py" not in text


@pytest.mark.parametrize("part", PARTS)
def test_hostile_names_stay_text_in_an_email_about_several_files(part: str) -> None:
    text = read_part(
        write_batch(replace(FOUND, name="<b>\n\u202ex.py"), CLEAN, unchecked=("<i>\r.py",)), part
    )
    assert "\u202e" not in text
    assert "<b>\n" not in text
    assert ("<i>" in text) == ("<b>" in text) == (part == "plain")
