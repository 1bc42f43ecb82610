"""One-time links are used once, expire, and are known only to the recipient of the email."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lintbox.domain import Purpose, TokenInvalid, User
from lintbox.services import one_time_links
from lintbox.services.one_time_links import Link
from tests.rules.harness import Harness


def make(harness: Harness, user: User) -> Link:
    return harness.db.call(
        one_time_links.create, user.id, Purpose.VERIFICATION, harness.link_builder.key, harness.now
    )


def take(harness: Harness, token: str) -> str:
    return harness.db.call(one_time_links.use, token, Purpose.VERIFICATION, harness.now)


def test_a_link_identifies_its_user(harness: Harness, alice: User, bob: User) -> None:
    hers, his = make(harness, alice), make(harness, bob)
    assert take(harness, his.token) == bob.id
    assert take(harness, hers.token) == alice.id


def test_a_link_can_be_used_once(harness: Harness, alice: User) -> None:
    link = make(harness, alice)
    take(harness, link.token)
    with pytest.raises(TokenInvalid):
        take(harness, link.token)


def test_a_link_is_valid_for_eight_hours(harness: Harness, alice: User) -> None:
    link = make(harness, alice)
    assert take(harness.at(hours=8, seconds=-1), link.token) == alice.id


@pytest.mark.parametrize("later", [timedelta(hours=8), timedelta(days=400)])
def test_an_expired_link_is_refused(harness: Harness, alice: User, later: timedelta) -> None:
    link = make(harness, alice)
    with pytest.raises(TokenInvalid):
        take(harness.at(seconds=later.total_seconds()), link.token)


def test_a_newer_link_voids_the_older(harness: Harness, alice: User) -> None:
    older, newer = make(harness, alice), make(harness, alice)
    with pytest.raises(TokenInvalid):
        take(harness, older.token)
    assert take(harness, newer.token) == alice.id


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "' OR 1 --", "\x00", "é"])
def test_an_invalid_token_is_refused(harness: Harness, alice: User, token: str) -> None:
    make(harness, alice)
    with pytest.raises(TokenInvalid):
        take(harness, token)


def test_the_token_can_be_derived_again_for_the_email(harness: Harness, alice: User) -> None:
    link = make(harness, alice)
    assert (
        harness.db.call(one_time_links.find_token, link.id, harness.link_builder.key, harness.now)
        == link.token
    )


@pytest.mark.parametrize("end", ["used", "expired", "replaced"])
def test_a_void_link_has_no_token(harness: Harness, alice: User, end: str) -> None:
    link = make(harness, alice)
    if end == "used":
        take(harness, link.token)
    elif end == "replaced":
        make(harness, alice)
    else:
        harness = harness.at(hours=8)
    assert harness.db.call(one_time_links.find_token, link.id, harness.link_builder.key, harness.now) is None


def test_another_key_derives_another_token(harness: Harness, alice: User) -> None:
    link = make(harness, alice)
    assert harness.db.call(one_time_links.find_token, link.id, b"x" * 32, harness.now) != link.token


def test_the_database_never_holds_the_token(harness: Harness, alice: User, tmp_path: Path) -> None:
    link = make(harness, alice)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("lintbox.db*"))
    assert link.id.encode() in kept
    assert link.token.encode() not in kept
