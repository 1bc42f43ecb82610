"""Which files are taken, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from lintbox.domain import File, NotFound, Rejected, Upload, UploadBuilder, User
from lintbox.services import checks, files
from tests.rules.desk import UNUSED_IMPORT, Desk, report, upload


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (upload("game.py"), None),
        (upload("GAME.PY"), None),
        (upload("Übung 1 (final).py"), None),
        (upload("__init__.py", b""), None),
        (upload("src/game.py"), None),
        (upload("a" * 252 + ".py"), None),
        (upload("a" * 253 + ".py"), "bad-name"),
        (upload(""), "bad-name"),
        (upload("/"), "bad-name"),
        (upload("ga\nme.py"), "bad-name"),
        (upload("ga\x00me.py"), "bad-name"),
        (upload("ga\ud800me.py"), "bad-name"),
        (upload("ga\u2028me.py"), "bad-name"),
        (upload("game.pyc"), "not-python"),
        (upload("game.py.txt"), "not-python"),
        (upload("py"), "not-python"),
        (upload(data=b"#" * 1024**2), None),
        (upload(data=b"#" * (1024**2 + 1)), "too-large"),
        (upload(data=b"\n" * 20_000), None),
        (upload(data=b"\n" * 20_001), "too-many-lines"),
        (upload(data=b"\r" * 20_001), "too-many-lines"),
        (upload(data=b"\r\n" * 20_000), None),
        (upload(data=b"\n" * 20_000 + b"x"), "too-many-lines"),
    ],
)
def test_a_part_is_judged(desk: Desk, part: Upload, code: str | None) -> None:
    wrong = files.validate(desk.settings, part)
    assert (wrong and wrong.code) == code


@pytest.mark.parametrize(
    ("data", "count"),
    [(b"", 0), (b"x", 1), (b"x\n", 1), (b"x\r", 1), (b"x\r\n", 1), (b"a\rb\nc\r\nd", 4), (b"\n\r", 2)],
)
@pytest.mark.parametrize("piece_bytes", [1, 2, 100])
def test_lines_are_counted_while_they_arrive(data: bytes, count: int, piece_bytes: int) -> None:
    builder = UploadBuilder("game.py", 100)
    for start in range(0, len(data), piece_bytes):
        builder.feed(data[start : start + piece_bytes])
    assert builder.build() == Upload("game.py", data, len(data), count, sha256(data).hexdigest())


def test_what_is_over_the_limit_is_counted_and_not_kept() -> None:
    builder = UploadBuilder("game.py", 3)
    for piece in (b"x\n", b"y\n", b"z\n"):
        builder.feed(piece)
    built = builder.build()
    assert (built.size, len(built.data), built.lines) == (6, 2, 1)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("game.py", "game.py"),
        ("../../etc/game.py", "game.py"),
        ("/etc/game.py", "game.py"),
        ("C:\\school\\game.py", "game.py"),
        (" game.py ", "game.py"),
        ("src/", "src"),
    ],
)
def test_a_path_is_only_a_name(written: str, shown: str) -> None:
    assert files.normalize_name(written) == shown


def test_the_encoding_is_what_the_worker_found_last(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    assert desk.get(alice, file).encoding is None
    desk.check(replace(report(UNUSED_IMPORT), encoding="iso-8859-1"))
    assert desk.get(alice, file).encoding == "iso-8859-1"
    desk.db.call(checks.request, desk.settings, alice.id, file.id, desk.now)
    assert desk.get(alice, file).encoding == "iso-8859-1"
    desk.replace(alice, file)
    assert desk.get(alice, file).encoding is None


def test_what_can_be_taken_is_taken(desk: Desk, alice: User) -> None:
    parts = [upload("a.txt"), upload("b.py"), upload("c.pdf")]
    added = desk.db.call(files.add, desk.settings, alice.id, parts, desk.now)
    assert [file.name for file in added.files] == ["b.py"]
    assert [(part.name, part.code) for part in added.rejected] == [
        ("a.txt", "not-python"),
        ("c.pdf", "not-python"),
    ]


def test_when_nothing_can_be_taken_the_first_reason_counts(desk: Desk, alice: User) -> None:
    with pytest.raises(Rejected) as caught:
        desk.add_many(alice, upload(""), upload("a.txt"))
    assert caught.value.code == "bad-name"
    assert len(caught.value.rejected) == 2


def test_no_part_is_no_file(desk: Desk, alice: User) -> None:
    with pytest.raises(Rejected) as caught:
        desk.add_many(alice)
    assert caught.value.code == "no-file"


def test_a_new_file_waits_for_its_first_check(desk: Desk, alice: User) -> None:
    assert [check.state for check in desk.add(alice).checks] == ["queued"]


def test_one_more_file_than_the_quota_is_not_taken(desk: Desk, alice: User, bob: User) -> None:
    desk = desk.under(quota_files=2)
    assert len(desk.add_many(alice, upload(), upload(), upload())) == 2
    with pytest.raises(Rejected) as caught:
        desk.add(alice)
    assert caught.value.code == "quota"
    assert desk.add(bob)


def test_one_more_byte_than_the_quota_is_not_taken(desk: Desk, alice: User) -> None:
    desk = desk.under(quota_bytes=20)
    desk.add_many(alice, upload(data=b"#" * 10), upload(data=b"#" * 10))
    with pytest.raises(Rejected) as caught:
        desk.add(alice, data=b"#")
    assert caught.value.code == "quota"


def test_at_the_quota_a_file_can_still_be_replaced(desk: Desk, alice: User) -> None:
    desk = desk.under(quota_files=1, quota_bytes=10)
    file = desk.add(alice, data=b"#" * 10)
    assert desk.replace(alice, file, data=b"x" * 10).size == 10
    with pytest.raises(Rejected):
        desk.replace(alice, file, data=b"x" * 11)


def test_the_same_content_is_stored_once(desk: Desk, alice: User, bob: User) -> None:
    desk.add_many(alice, upload("a.py"), upload("b.py"))
    desk.add(bob)
    assert desk.count("contents") == 1


def test_replacing_keeps_the_id_and_deletes_earlier_checks(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    later = desk.at(minutes=1)
    replaced = later.replace(alice, file, "maze.py")
    assert (replaced.id, replaced.name, replaced.updated_at) == (file.id, "maze.py", later.now)
    assert replaced.created_at == file.created_at
    assert [check.state for check in replaced.checks] == ["queued"]
    assert replaced.checks[0].id != file.checks[0].id


@pytest.mark.parametrize("part", [upload("game.txt"), upload(data=b"\n" * 20_001)])
def test_a_rejected_replacement_changes_nothing(desk: Desk, alice: User, part: Upload) -> None:
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    before = desk.get(alice, file)
    with pytest.raises(Rejected):
        desk.at(hours=1).replace(alice, file, part.name, part.data)
    assert desk.get(alice, file) == before


def test_deleting_takes_the_checks_along(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.db.call(files.delete, alice.id, file.id)
    with pytest.raises(NotFound):
        desk.get(alice, file)
    assert desk.count("checks") == 0


def test_the_content_comes_back_as_it_was(desk: Desk, alice: User) -> None:
    file = desk.add(alice, data=b"x = 1\r\n\x00")
    assert desk.db.call(files.read_content, alice.id, file.id) == ("game.py", b"x = 1\r\n\x00")


VERBS: dict[str, Callable[[Desk, User, File], object]] = {
    "get": lambda desk, user, file: desk.get(user, file),
    "read": lambda desk, user, file: desk.db.call(files.read_content, user.id, file.id),
    "replace": lambda desk, user, file: desk.replace(user, file),
    "delete": lambda desk, user, file: desk.db.call(files.delete, user.id, file.id),
    "check": lambda desk, user, file: desk.db.call(checks.request, desk.settings, user.id, file.id, desk.now),
}


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_elses_file_is_not_there(desk: Desk, alice: User, charlie: User, verb: str) -> None:
    file = desk.add(alice)
    desk.check(report())
    before = desk.get(alice, file)
    with pytest.raises(NotFound):
        VERBS[verb](desk, charlie, file)
    assert desk.get(alice, file) == before
