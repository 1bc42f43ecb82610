"""Earlier versions of a file: how many are kept, with what, and when they go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from lintbox.domain import CheckState, File, NotFound, Rejected, User, Version
from lintbox.services import checks, cleanup, files, versions
from lintbox.services.admin import users as admin_users
from lintbox.storage import files_overview
from lintbox.storage import users as stored_users
from tests.rules.harness import UNUSED_IMPORT, Harness, report


def list_versions(harness: Harness, user: User, file: File) -> Sequence[Version]:
    return harness.db.call(versions.list_of_file, user.id, file.id)


def read(harness: Harness, user: User, file: File, version: Version) -> bytes:
    return harness.db.call(versions.read_content, user.id, file.id, version.id)[1]


def replace_times(harness: Harness, user: User, file: File, times: int) -> None:
    for number in range(1, times + 1):
        harness.at(minutes=number).replace(user, file, f"v{number}.py", b"x = %d\n" % number)


def clean_up(harness: Harness, at_once: int = 500) -> cleanup.Deleted:
    batch = cleanup.Batch(at_once)
    return asyncio.run(cleanup.clean_up(harness.db, harness.settings, harness.now, batch=batch))


def test_by_default_no_version_is_kept(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    replace_times(harness, alice, file, 2)
    assert list_versions(harness, alice, file) == []
    assert clean_up(harness.at(hours=3)).contents == 2


def test_a_version_has_content_and_newest_result(harness: Harness, alice: User) -> None:
    keeping = harness.under(keep_versions=3)
    file = keeping.add(alice)
    keeping.check(report(UNUSED_IMPORT))
    keeping.db.call(checks.request, keeping.settings, alice.id, file.id, keeping.now)
    later = keeping.at(hours=1)
    after = later.replace(alice, file, "better.py")
    assert [check.state for check in after.checks] == [CheckState.QUEUED]
    assert after.versions == 1
    (version,) = list_versions(harness, alice, file)
    assert (version.name, version.size, version.lines) == ("game.py", 10, 1)
    assert version.replaced_at == later.now
    assert version.check
    assert version.check.state == CheckState.FAILED
    found = harness.db.call(versions.get, alice.id, file.id, version.id).check
    assert found
    assert found.report
    assert found.report.findings == (UNUSED_IMPORT,)
    assert read(harness, alice, file, version) == b"import os\n"


def test_a_version_that_was_never_checked_has_no_result(harness: Harness, alice: User) -> None:
    keeping = harness.under(keep_versions=1)
    file = keeping.add(alice)
    keeping.replace(alice, file)
    (version,) = list_versions(harness, alice, file)
    assert version.check is None


@pytest.mark.parametrize("kept", [1, 2, 20])
def test_the_newest_versions_are_kept(harness: Harness, alice: User, kept: int) -> None:
    keeping = harness.under(keep_versions=kept)
    file = keeping.add(alice)
    replace_times(keeping, alice, file, 3)
    names = [version.name for version in list_versions(harness, alice, file)]
    assert names == ["v2.py", "v1.py", "game.py"][:kept]


def test_a_replacement_with_the_same_content_is_no_version(harness: Harness, alice: User) -> None:
    keeping = harness.under(keep_versions=2)
    file = keeping.add(alice, data=b"x = 0\n")
    replace_times(keeping, alice, file, 1)
    keeping.replace(alice, file, "again.py", b"x = 1\n")
    assert [version.name for version in list_versions(harness, alice, file)] == ["game.py"]


def test_without_the_setting_the_rest_goes_at_the_next_replacement(harness: Harness, alice: User) -> None:
    keeping = harness.under(keep_versions=3)
    file = keeping.add(alice)
    replace_times(keeping, alice, file, 3)
    clean_up(harness.at(days=1))
    assert len(list_versions(harness, alice, file)) == 3
    harness.replace(alice, file, data=b"y = 1\n")
    assert list_versions(harness, alice, file) == []


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_the_cleanup_applies_a_lowered_maximum(harness: Harness, alice: User, bob: User, kept: int) -> None:
    keeping = harness.under(keep_versions=3)
    owned = [(user, keeping.add(user)) for user in (alice, bob)]
    for user, file in owned:
        replace_times(keeping, user, file, 3)
    deleted = clean_up(harness.under(keep_versions=kept).at(days=1), at_once=1)
    for user, file in owned:
        names = [version.name for version in list_versions(harness, user, file)]
        assert names == ["v2.py", "v1.py", "game.py"][:kept]
    assert deleted.contents == 3 - kept


def test_the_cleanup_keeps_contents_and_results_of_versions(harness: Harness, alice: User) -> None:
    keeping = harness.under(keep_versions=1)
    file = keeping.add(alice)
    keeping.check(report(UNUSED_IMPORT))
    keeping.replace(alice, file, data=b"x = 1\n")
    keeping.check(report())
    much_later = harness.at(days=30)
    assert clean_up(much_later)[:3] == (0, 0, 0)
    (version,) = list_versions(harness, alice, file)
    assert read(harness, alice, file, version) == b"import os\n"
    keeping.replace(alice, file, data=b"x = 2\n")
    deleted = clean_up(much_later)
    assert (deleted.contents, deleted.bytes, deleted.reports) == (1, 10, 1)


def test_versions_go_with_their_file_and_their_user(harness: Harness, alice: User, bob: User) -> None:
    keeping = harness.under(keep_versions=2)
    hers, his = keeping.add(alice), keeping.add(bob)
    replace_times(keeping, alice, hers, 2)
    replace_times(keeping, bob, his, 2)
    harness.db.call(files.delete, alice.id, hers.id)
    assert harness.count("versions") == 2
    harness.db.call(stored_users.remove, bob.id)
    assert harness.count("versions") == 0
    clean_up(harness.at(days=1))
    assert harness.count("contents") == 0


def test_a_version_is_deleted_by_its_owner_alone(harness: Harness, alice: User, bob: User) -> None:
    keeping = harness.under(keep_versions=1)
    file = keeping.add(alice)
    keeping.replace(alice, file)
    (version,) = list_versions(harness, alice, file)
    for call in (versions.get, versions.read_content, versions.delete):
        with pytest.raises(NotFound):
            harness.db.call(call, bob.id, file.id, version.id)
        with pytest.raises(NotFound, match="There is no such version"):
            harness.db.call(call, alice.id, file.id, "f" * 16)
    with pytest.raises(NotFound):
        list_versions(harness, bob, file)
    harness.db.call(versions.delete, alice.id, file.id, version.id)
    assert list_versions(harness, alice, file) == []


def test_versions_count_towards_the_quota(harness: Harness, alice: User) -> None:
    keeping = harness.under(keep_versions=2, quota_bytes=22)
    file = keeping.add(alice)
    replace_times(keeping, alice, file, 2)
    assert harness.db.call(admin_users.get, alice.id, harness.now).user.bytes == 22
    assert harness.db.call(files_overview.measure).bytes == 22
    with pytest.raises(Rejected, match="more than 22"):
        keeping.replace(alice, file, data=b"x = 100000000000\n")
    assert len(list_versions(harness, alice, file)) == 2
    # the oldest version, of 10 bytes, goes with this replacement
    keeping.replace(alice, file, data=b"x = 123\n")
    assert harness.db.call(admin_users.get, alice.id, harness.now).user.bytes == 20
    with pytest.raises(Rejected):
        keeping.add(alice)
