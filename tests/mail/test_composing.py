"""The text of each kind of email, and its links."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lintbox.domain import Category, Changed, DeltaCounts, EmailKind, Hint, PythonRefusal, QuotedLine, Result
from lintbox.mail import compose
from tests.mail.samples import (
    BASE_URL,
    BROKEN,
    CLEAN,
    FOUND,
    SENDER,
    TOKEN,
    make_email,
    read_part,
    write,
    write_result,
    write_verification,
)

PARTS = ["plain", "html"]


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def find_links(text: str) -> list[str]:
    return Links(text).found if "<html" in text else re.findall(r"https?://\S+", text)


@pytest.mark.parametrize("kind", EmailKind)
def test_an_email_has_a_text_and_an_html_part(kind: EmailKind) -> None:
    message = write(make_email(kind))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_headers_come_from_the_outbox_row() -> None:
    message = write_verification()
    assert message["From"] == SENDER
    assert message["To"] == "ada@school.example"
    assert message["Subject"] == "Confirm your address"
    assert message["Message-ID"] == "<0123456789abcdef@lint.school.example>"
    assert message["Date"] == "Mon, 23 Nov 2026 14:30:51 +0000"
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_retry_sends_the_same_bytes() -> None:
    first, second = (write(make_email(EmailKind.RESULT, attempts=attempt)) for attempt in (1, 2))
    assert first.as_bytes() == second.as_bytes()


@pytest.mark.parametrize("part", PARTS)
def test_verification_has_one_link_with_a_token(part: str) -> None:
    text = read_part(write_verification(), part)
    assert text.count("token=") == 1
    assert [link for link in find_links(text) if "token=" in link] == [f"{BASE_URL}/verify#token={TOKEN}"]
    assert "works once, within 8 hours" in text
    assert "You can ignore this email" in text


@pytest.mark.parametrize("part", PARTS)
def test_a_reset_has_one_link_with_a_token(part: str) -> None:
    text = read_part(write(make_email(EmailKind.RESET)), part)
    assert text.count("token=") == 1
    assert [link for link in find_links(text) if "token=" in link] == [f"{BASE_URL}/reset#token={TOKEN}"]
    assert "works once, within an hour" in text


def test_the_link_is_readable_in_the_raw_email() -> None:
    assert f"\r\n{BASE_URL}/verify#token={TOKEN}\r\n".encode() in write_verification().as_bytes()


def test_verification_without_its_token_is_not_written() -> None:
    with pytest.raises(ValueError, match="verification"):
        compose(make_email(EmailKind.VERIFICATION), sender=SENDER, base_url=BASE_URL, token=None)


@pytest.mark.parametrize("part", PARTS)
def test_account_exists_links_to_sign_in_without_a_token(part: str) -> None:
    text = read_part(write(make_email(EmailKind.ACCOUNT_EXISTS)), part)
    assert find_links(text) == [f"{BASE_URL}/sign-in"]
    assert "token" not in text


@pytest.mark.parametrize(
    ("result", "subject"),
    [
        (FOUND, "hangman.py: 29 findings, 5 of them likely bugs"),
        (CLEAN, "orders.py: no findings"),
        (replace(FOUND, name="orders.py", delta=DeltaCounts(3, 1, 8)), "orders.py: 1 new, 3 fixed, 8 left"),
        (replace(FOUND, delta=DeltaCounts(0, 0, 1_200)), "hangman.py: nothing new, 1,200 left"),
        (replace(FOUND, delta=DeltaCounts(0, 5, 0)), "hangman.py: 5 new"),
        (replace(CLEAN, delta=DeltaCounts(12, 0, 0)), "orders.py: 12 fixed, none left"),
        (replace(CLEAN, delta=DeltaCounts(0, 0, 0)), "orders.py: no findings"),
        (
            replace(FOUND, categories={Category.WILL_NOT_RUN: 1}, delta=DeltaCounts(2, 1, 0)),
            "hangman.py: 1 new, 2 fixed, it will not run",
        ),
        (BROKEN, "broken.py: could not be checked"),
        (replace(FOUND, total=1, categories={Category.LAYOUT: 1}), "hangman.py: 1 finding"),
        (replace(FOUND, total=1, categories={Category.LIKELY_BUG: 1}), "hangman.py: 1 finding, a likely bug"),
        (
            replace(FOUND, total=2, categories={Category.LIKELY_BUG: 2}),
            "hangman.py: 2 findings, all likely bugs",
        ),
        (
            replace(FOUND, total=1204, categories={Category.LIKELY_BUG: 1, Category.LAYOUT: 1203}),
            "hangman.py: 1,204 findings, 1 of them a likely bug",
        ),
        (
            replace(FOUND, total=2, categories={Category.WILL_NOT_RUN: 1, Category.LIKELY_BUG: 1}),
            "hangman.py: 2 findings, it will not run",
        ),
    ],
)
def test_the_subject_has_the_name_and_the_counts(result: Result, subject: str) -> None:
    assert write_result(result)["Subject"] == subject


def test_categories_without_findings_are_omitted_and_the_most_severe_is_first() -> None:
    text = read_part(write_result(), "plain")
    assert "Complexity" not in text
    assert re.findall(r"^  (\w[\w ]*?) +(\d+)$", text, re.MULTILINE) == [
        ("Likely bug", "5"),
        ("Unused", "5"),
        ("Layout", "19"),
    ]


@pytest.mark.parametrize("part", PARTS)
def test_each_line_with_findings_has_its_link(part: str) -> None:
    text = read_part(write_result(), part)
    links = find_links(text)
    assert f"{BASE_URL}/files/42#L1" in links
    assert f"{BASE_URL}/files/42#L26" in links
    assert all(words in text for words in ("import random, os", "F401", "E401", "multiple imports", "E711"))


@pytest.mark.parametrize("part", PARTS)
def test_omitted_findings_are_counted(part: str) -> None:
    text = read_part(write_result(), part)
    assert "The first 3 of 29 findings" in text
    assert "And 26 more findings" in text


@pytest.mark.parametrize("part", PARTS)
def test_without_omitted_findings_there_is_no_count_of_more(part: str) -> None:
    text = read_part(write_result(total=3), part)
    assert "more finding" not in text
    assert "The first" not in text


@pytest.mark.parametrize("part", PARTS)
def test_a_clean_file_is_called_clean(part: str) -> None:
    text = read_part(write_result(CLEAN), part)
    assert "no findings" in text
    assert "flake8 found nothing to improve in this file" in text


@pytest.mark.parametrize("part", PARTS)
def test_a_file_that_could_not_be_checked_says_why_and_what_to_do(part: str) -> None:
    text = read_part(write_result(BROKEN), part)
    assert "flake8 gave up after 10 seconds. Shorten line 214." in text
    assert "no findings" not in text


def test_the_footer_says_when_how_long_and_with_what() -> None:
    text = " ".join(read_part(write_result(), "plain").split())
    assert (
        "Checked 23 November 2026, 14:30:51 UTC, in 0.14 s, with flake8 7.5.0, pycodestyle 2.15.0, "
        "pyflakes 3.4.0 and mccabe 0.7.0 on Python 3.13.0, by the profile “flake8 default”." in text
    )


@pytest.mark.parametrize("part", PARTS)
def test_the_footer_names_profile_and_plugins(part: str) -> None:
    tool = replace(FOUND.tool, plugins={"pep8-naming": "0.15.1"})
    text = " ".join(read_part(write_result(tool=tool, profile_name="Ada <b>"), part).split())
    shown = "Ada <b>" if part == "plain" else "Ada &lt;b&gt;"
    assert f"pep8-naming 0.15.1, by the profile “{shown}”." in text


def test_a_check_shorter_than_the_resolution_is_less_than_0_01_s() -> None:
    assert "in less than 0.01 s" in read_part(write_result(duration_ms=0), "plain")


@pytest.mark.parametrize("base_url", ["http://localhost:5468", "https://school.example/tools/lint/"])
@pytest.mark.parametrize("part", PARTS)
def test_all_links_begin_with_the_base_url(base_url: str, part: str) -> None:
    for kind in EmailKind:
        links = find_links(read_part(write(make_email(kind), base_url), part))
        assert links
        assert all(link.startswith(f"{base_url.rstrip('/')}/") for link in links)
        assert not any("//" in link.partition("://")[2] for link in links)


@pytest.mark.parametrize("part", PARTS)
def test_a_line_without_source_text_still_shows_its_findings(part: str) -> None:
    text = read_part(write_result(shown=(QuotedLine(9, "", (("W391", "blank line at end of file"),)),)), part)
    assert "W391" in text
    assert "files/42#L9" in text


@pytest.mark.parametrize("part", PARTS)
def test_a_syntax_error_says_which_python_can_read_the_file(part: str) -> None:
    here = replace(FOUND, hint=Hint("3.14", "This is Python 3.14: a template string."))
    text = " ".join(read_part(write_result(here), part).split())
    assert "This is Python 3.14: a template string." in text
    assert "Check it with 3.14" in text
    nowhere = replace(FOUND, hint=Hint(None, "This is Python 2."))
    text = read_part(write_result(nowhere), part)
    assert "This is Python 2." in text
    assert "Check it with" not in text


@pytest.mark.parametrize("part", PARTS)
def test_python_s_syntax_error_precedes_the_counts(part: str) -> None:
    refusal = PythonRefusal(26, 4, "'return' outside <function>")
    categories = {Category.WILL_NOT_RUN: 1, Category.LAYOUT: 28}
    result = replace(FOUND, python_refuses=refusal, refused_source="return g", categories=categories)
    message = write_result(result)
    assert message["Subject"].endswith(", it will not run")
    text = " ".join(read_part(message, part).split())
    says = text.index("Python refuses this file")
    assert says < text.index("Layout", says)
    assert "return g" in text
    assert f"{BASE_URL}/files/42#L26" in text
    assert ("'return' outside <function>" in text) == (part == "plain")


@pytest.mark.parametrize("part", PARTS)
def test_a_result_says_what_changed(part: str) -> None:
    changed = "Compared with the last complete result: 1 new, 3 fixed, 8 left."
    assert changed in read_part(write_result(replace(FOUND, delta=DeltaCounts(3, 1, 8))), part)
    assert "Compared with" not in read_part(write_result(FOUND), part)


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ((Changed.PROFILE,), "; only the profile changed"),
        ((Changed.PROFILE, Changed.VERSIONS), "; only the profile and the versions of the tools changed"),
        ((Changed.CONTENT, Changed.PROFILE), ""),
    ],
)
@pytest.mark.parametrize("part", PARTS)
def test_a_result_names_the_cause_of_a_change_without_new_content(
    part: str, changed: tuple[Changed, ...], cause: str
) -> None:
    result = replace(FOUND, delta=DeltaCounts(3, 1, 8), changed=changed)
    text = " ".join(read_part(write_result(result), part).split())
    assert f"Compared with the last complete result: 1 new, 3 fixed, 8 left{cause}." in text


@pytest.mark.parametrize("part", PARTS)
def test_a_file_that_opted_out_is_not_called_clean(part: str) -> None:
    text = read_part(write_result(replace(CLEAN, opted_out=True)), part)
    assert "This whole file opted out" in text
    assert "Clean" not in text
