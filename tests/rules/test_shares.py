"""Read-only links: what they show, to whom, for how long, and how many there may be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from lintbox.domain import File, NotFound, Rejected, SharingOff, TooMany, User
from lintbox.services import checks, cleanup, files, rate_limits, shares
from lintbox.services.admin import audit, users
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.services.rate_limits import Limit
from lintbox.services.shares import Share, Shared
from lintbox.storage import users as stored_users
from tests.rules.harness import LONG_LINE, UNUSED_IMPORT, Harness, report, rows


def share(harness: Harness, user: User, file: File, days: int = 7) -> Share:
    actor = Actor(user.id, user.email, "192.0.2.1")
    return harness.db.call(
        shares.create, harness.settings, harness.link_builder, actor, file.id, days, harness.now
    )


def end(harness: Harness, user: User, share_id: str) -> None:
    harness.db.call(shares.end, Actor(user.id, user.email, None), share_id, harness.now)


def list_shares(harness: Harness, user: User, file: File) -> list[Share]:
    return harness.db.call(shares.list_of_file, harness.link_builder, user.id, file.id, harness.now)


def token_of(shared: Share) -> str:
    assert shared.url
    return shared.url.rpartition("/shared/")[2]


def open_link(harness: Harness, shared: Share) -> Shared:
    return harness.db.call(shares.get, harness.settings, token_of(shared), harness.now)


def assert_dead(harness: Harness, shared: Share) -> None:
    for read in (shares.get, shares.read_content):
        with pytest.raises(NotFound, match="There is nothing at this link, or no longer"):
            harness.db.call(read, harness.settings, token_of(shared), harness.now)


def test_a_link_shows_the_result_and_the_bytes(harness: Harness, alice: User) -> None:
    link = share(harness, alice, harness.add(alice))
    assert not open_link(harness, link).check.report
    harness.check(report(UNUSED_IMPORT))
    shown = open_link(harness, link)
    assert shown.check.report
    assert shown.check.report.findings == (UNUSED_IMPORT,)
    assert shown.expires_at == link.expires_at == harness.now + timedelta(days=7)
    content = harness.db.call(shares.read_content, harness.settings, token_of(link), harness.now)
    assert content == ("game.py", b"import os\n")


def test_a_link_shows_the_file_as_it_is_now(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    link = share(harness, alice, file)
    harness.check(report(UNUSED_IMPORT))
    harness.replace(alice, file, "better.py")
    harness.check(report(LONG_LINE))
    shown = open_link(harness, link)
    assert shown.file.name == "better.py"
    assert shown.check.report
    assert shown.check.report.findings == (LONG_LINE,)


def test_a_link_shows_the_last_result_while_another_check_waits(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    link = share(harness, alice, file)
    harness.check(report(UNUSED_IMPORT))
    harness.db.call(checks.request, harness.settings, alice.id, file.id, harness.now)
    shown = open_link(harness, link)
    assert shown.file.checks[0].report is None
    assert shown.check.report
    assert shown.check.report.findings == (UNUSED_IMPORT,)


@pytest.mark.parametrize("days", [1, 365])
def test_a_link_ends_after_its_days(harness: Harness, alice: User, days: int) -> None:
    link = share(harness, alice, harness.add(alice), days)
    assert open_link(harness.at(days=days, seconds=-1), link)
    assert_dead(harness.at(days=days), link)


def test_a_link_that_was_ended_is_dead(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    first, second = share(harness, alice, file), share(harness, alice, file)
    end(harness, alice, first.id)
    assert_dead(harness, first)
    assert open_link(harness, second)
    assert list_shares(harness, alice, file) == [second]
    with pytest.raises(NotFound):
        end(harness, alice, first.id)


def test_another_user_neither_shares_lists_nor_ends(harness: Harness, alice: User, bob: User) -> None:
    file = harness.add(alice)
    link = share(harness, alice, file)
    with pytest.raises(NotFound):
        share(harness, bob, file)
    with pytest.raises(NotFound):
        list_shares(harness, bob, file)
    with pytest.raises(NotFound):
        end(harness, bob, link.id)
    assert open_link(harness, link)


def test_the_list_has_the_links_again_and_the_database_has_no_token(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    later, sooner = share(harness, alice, file, 30), share(harness, alice, file, 2)
    assert list_shares(harness, alice, file) == [sooner, later]
    assert list_shares(harness.at(days=2), alice, file) == [later]
    assert token_of(later) not in str(rows(harness.db, "SELECT * FROM shares"))


def test_with_another_key_a_link_works_and_is_not_listed_wrongly(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    link = share(harness, alice, file)
    other = replace(harness, link_builder=LinkBuilder(harness.link_builder.base_url, b"x" * 32))
    assert [listed.url for listed in list_shares(other, alice, file)] == [None]
    assert open_link(other, link)


def test_links_go_with_their_file_and_their_user(harness: Harness, alice: User, bob: User) -> None:
    file = harness.add(alice)
    first, second = share(harness, alice, file), share(harness, bob, harness.add(bob))
    harness.db.call(files.delete, alice.id, file.id)
    assert_dead(harness, first)
    harness.db.call(stored_users.remove, bob.id)
    assert_dead(harness, second)
    assert harness.count("shares") == 0


def test_links_of_a_disabled_user_are_dead(harness: Harness, alice: User) -> None:
    link = share(harness, alice, harness.add(alice))
    harness.db.call(stored_users.disable, alice.id, "dora@school.example", harness.now)
    assert_dead(harness, link)
    harness.db.call(stored_users.enable, alice.id)
    assert open_link(harness, link)


def test_with_sharing_off_links_are_dead_and_none_is_made(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    link = share(harness, alice, file)
    off = harness.under(sharing="off")
    assert_dead(off, link)
    with pytest.raises(SharingOff):
        share(off, alice, file)
    end(off, alice, link.id)
    assert_dead(harness, link)


def test_a_file_has_a_maximum_of_links(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    links = [share(harness, alice, file) for _ in range(shares.SHARES_OF_FILE)]
    with pytest.raises(Rejected, match="20 links, which are the most"):
        share(harness, alice, file)
    share(harness, alice, harness.add(alice))
    end(harness, alice, links[0].id)
    share(harness, alice, file)
    share(harness.at(days=8), alice, file)


def test_a_user_has_a_maximum_of_links(
    harness: Harness, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "SHARES_OF_USER", 2)
    share(harness, alice, harness.add(alice))
    share(harness, alice, harness.add(alice))
    with pytest.raises(Rejected, match="2 links, which are the most"):
        share(harness, alice, harness.add(alice))


def test_making_links_is_limited(harness: Harness, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "share-user", Limit(3, timedelta(hours=1)))
    file = harness.add(alice)
    for _ in range(3):
        end(harness, alice, share(harness, alice, file).id)
    with pytest.raises(TooMany):
        share(harness, alice, file)
    assert share(harness.at(hours=1), alice, file)


def test_misses_are_limited_by_network_and_links_that_exist_are_not(
    harness: Harness, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "shared", Limit(3, timedelta(hours=1)))
    link = share(harness, alice, harness.add(alice))
    for _ in range(3):
        harness.db.call(shares.record_miss, harness.settings, "192.0.2.1", harness.now)
    with pytest.raises(TooMany):
        harness.db.call(shares.record_miss, harness.settings, "192.0.2.1", harness.now)
    harness.db.call(shares.record_miss, harness.settings, "192.0.2.2", harness.now)
    assert open_link(harness, link)


def test_the_cleanup_deletes_expired_links(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    share(harness, alice, file, 1)
    share(harness, alice, file, 2)
    deleted = asyncio.run(cleanup.clean_up(harness.db, harness.settings, harness.at(days=1).now))
    assert deleted.links == 1
    assert harness.count("shares") == 1


def test_links_are_audited_and_counted_for_administrators(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    link = share(harness, alice, file)
    assert harness.db.call(users.get, alice.id, harness.now).owned.shares == 1
    end(harness, alice, link.id)
    page, _ = harness.db.call(audit.list_page, alice.id, None, 10)
    assert [(entry.action, entry.by_name, entry.what) for entry in page.entries] == [
        ("ended-share", alice.email, "game.py"),
        ("shared-file", alice.email, "game.py"),
    ]
    assert harness.db.call(users.get, alice.id, harness.now).owned.shares == 0
