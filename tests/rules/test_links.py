"""One-time links: used once, soon, and known to nobody but the email."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lintbox.domain import Purpose, TokenInvalid, User
from lintbox.services import links
from lintbox.services.links import Link
from tests.rules.desk import Desk


def make(desk: Desk, user: User) -> Link:
    return desk.db.call(links.create, user.id, Purpose.VERIFICATION, desk.link_builder.key, desk.now)


def take(desk: Desk, token: str) -> str:
    return desk.db.call(links.use, token, Purpose.VERIFICATION, desk.now)


def test_a_link_is_its_users(desk: Desk, alice: User, bob: User) -> None:
    hers, his = make(desk, alice), make(desk, bob)
    assert take(desk, his.token) == bob.id
    assert take(desk, hers.token) == alice.id


def test_a_link_can_be_used_once(desk: Desk, alice: User) -> None:
    link = make(desk, alice)
    take(desk, link.token)
    with pytest.raises(TokenInvalid):
        take(desk, link.token)


def test_a_link_lives_for_eight_hours(desk: Desk, alice: User) -> None:
    link = make(desk, alice)
    assert take(desk.at(hours=8, seconds=-1), link.token) == alice.id


@pytest.mark.parametrize("later", [timedelta(hours=8), timedelta(days=400)])
def test_a_link_cannot_be_used_later(desk: Desk, alice: User, later: timedelta) -> None:
    link = make(desk, alice)
    with pytest.raises(TokenInvalid):
        take(desk.at(seconds=later.total_seconds()), link.token)


def test_a_newer_link_voids_the_older(desk: Desk, alice: User) -> None:
    older, newer = make(desk, alice), make(desk, alice)
    with pytest.raises(TokenInvalid):
        take(desk, older.token)
    assert take(desk, newer.token) == alice.id


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "' OR 1 --", "\x00", "é"])
def test_what_is_no_link_is_refused(desk: Desk, alice: User, token: str) -> None:
    make(desk, alice)
    with pytest.raises(TokenInvalid):
        take(desk, token)


def test_the_email_carries_the_link_that_was_made(desk: Desk, alice: User) -> None:
    link = make(desk, alice)
    assert desk.db.call(links.find_token, link.id, desk.link_builder.key, desk.now) == link.token


@pytest.mark.parametrize("end", ["used", "expired", "replaced"])
def test_a_link_of_no_use_is_in_no_email(desk: Desk, alice: User, end: str) -> None:
    link = make(desk, alice)
    if end == "used":
        take(desk, link.token)
    elif end == "replaced":
        make(desk, alice)
    else:
        desk = desk.at(hours=8)
    assert desk.db.call(links.find_token, link.id, desk.link_builder.key, desk.now) is None


def test_another_key_makes_another_link(desk: Desk, alice: User) -> None:
    link = make(desk, alice)
    assert desk.db.call(links.find_token, link.id, b"x" * 32, desk.now) != link.token


def test_the_database_never_holds_the_token(desk: Desk, alice: User, tmp_path: Path) -> None:
    link = make(desk, alice)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("lintbox.db*"))
    assert link.id.encode() in kept
    assert link.token.encode() not in kept
