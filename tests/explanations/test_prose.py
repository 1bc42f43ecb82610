"""The texts of the explanations are short, complete and plain."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from lintbox import explanations
from lintbox.explanations import Explanation, Source

EXPLAINED = [one for code in explanations.all_codes() if (one := explanations.find(code))]
HOSTS = {
    "bandit.readthedocs.io",
    "docs.pytest.org",
    "docs.python.org",
    "flake8.pycqa.org",
    "github.com",
    "mccabe.readthedocs.io",
    "peps.python.org",
    "pycodestyle.pycqa.org",
}
SENTENCE = re.compile(r"[.?!](?=\s+[A-Z`“]|$)")
MORALIZING = re.compile(
    r"\b(simply|just|obviously|of course|bad practice|code smell|ugly|stupid|always remember)\b", re.I
)


def test_texts_have_their_length() -> None:
    assert wrong(lambda one: 5 <= len(one.title) <= 48 and not one.title.endswith(".")) == []
    assert wrong(lambda one: 2 <= len(SENTENCE.findall(one.why)) <= 3 and 80 <= len(one.why) <= 420) == []
    assert wrong(lambda one: 30 <= len(one.silence) <= 300 and one.silence.endswith(".")) == []
    assert wrong(lambda one: max(len(one.before.splitlines()), len(one.after.splitlines())) <= 24) == []
    assert (
        wrong(
            lambda one: all(
                len(reason) >= 20 for reason in (*one.accompanied.values(), one.never or "-" * 20)
            )
        )
        == []
    )


def test_texts_are_plain() -> None:
    assert wrong(lambda one: not MORALIZING.search(text_of(one))) == []
    assert wrong(lambda one: text_of(one).count("`") % 2 == 0) == []


def test_examples_are_whole_files() -> None:
    assert (
        wrong(lambda one: one.after.endswith("\n") and (one.before.endswith("\n") or one.code == "W292"))
        == []
    )
    assert wrong(lambda one: one.before != one.after) == []


def test_no_two_codes_have_the_same_text() -> None:
    for texts in ([one.title for one in EXPLAINED], [one.why for one in EXPLAINED]):
        assert len({*texts}) == len(texts), sorted({text for text in texts if texts.count(text) > 1})


def test_sources_are_known_places() -> None:
    assert wrong(lambda one: bool(one.sources) and all(map(is_known, one.sources))) == []


def test_related_codes_are_others_that_exist() -> None:
    assert wrong(lambda one: {*one.related} <= {*explanations.all_codes()}) == []
    assert wrong(lambda one: len({*one.related} - {one.code}) == len(one.related) <= 5) == []


def wrong(is_right: Callable[[Explanation], bool]) -> list[str]:
    return [one.code for one in EXPLAINED if not is_right(one)]


def text_of(explanation: Explanation) -> str:
    return " ".join((explanation.title, explanation.why, explanation.silence))


def is_known(source: Source) -> bool:
    address = urlsplit(source.url)
    is_plausible = re.fullmatch(r"[\w.-]*", address.fragment) and 4 <= len(source.title) <= 80
    return address.scheme == "https" and address.hostname in HOSTS and bool(is_plausible)
