"""Which uploads are accepted, and how files are replaced and deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from lintbox.domain import File, NotFound, ProblemCode, Rejected, Upload, UploadBuilder, User
from lintbox.services import checks, files
from lintbox.settings import Settings
from tests.rules.harness import UNUSED_IMPORT, Harness, report, upload


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
def test_an_upload_is_validated(harness: Harness, part: Upload, code: str | None) -> None:
    wrong = files.validate(harness.settings, part)
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


def test_bytes_over_the_limit_are_counted_and_not_kept() -> None:
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
def test_only_the_last_component_of_a_path_is_the_name(written: str, shown: str) -> None:
    assert files.normalize_name(written) == shown


def test_a_decomposed_name_is_composed_and_an_overlong_one_refused_at_once(settings: Settings) -> None:
    longest = files.MAX_NAME_LENGTH - len(".py")
    assert files.normalize_name("\u1d2e".join(["a\u0323\u0302"] * 2)) == "\u1ead\u1d2e\u1ead"
    assert files.validate(settings, upload("\u03b1\u0313\u0301\u0345" * longest + ".py", b"")) is None
    # canonical ordering of these accents would take hours
    rejection = files.validate(settings, upload("e" + "\u0301\u0327" * 1_000_000 + ".py", b""))
    assert rejection is not None
    assert rejection.code == ProblemCode.BAD_NAME


def test_the_encoding_comes_from_the_newest_report(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    assert harness.get(alice, file).encoding is None
    harness.check(replace(report(UNUSED_IMPORT), encoding="iso-8859-1"))
    assert harness.get(alice, file).encoding == "iso-8859-1"
    harness.db.call(checks.request, harness.settings, alice.id, file.id, harness.now)
    assert harness.get(alice, file).encoding == "iso-8859-1"
    harness.replace(alice, file)
    assert harness.get(alice, file).encoding is None


def test_valid_uploads_are_stored_beside_invalid_ones(harness: Harness, alice: User) -> None:
    parts = [upload("a.txt"), upload("b.py"), upload("c.pdf")]
    added = harness.db.call(files.add, harness.settings, alice.id, parts, harness.now)
    assert [file.name for file in added.files] == ["b.py"]
    assert [(part.name, part.code) for part in added.rejected] == [
        ("a.txt", "not-python"),
        ("c.pdf", "not-python"),
    ]


def test_the_first_rejection_gives_the_code(harness: Harness, alice: User) -> None:
    with pytest.raises(Rejected) as caught:
        harness.add_many(alice, upload(""), upload("a.txt"))
    assert caught.value.code == "bad-name"
    assert len(caught.value.rejected) == 2


def test_a_request_without_parts_is_rejected(harness: Harness, alice: User) -> None:
    with pytest.raises(Rejected) as caught:
        harness.add_many(alice)
    assert caught.value.code == "no-file"


def test_a_new_file_is_queued_for_its_first_check(harness: Harness, alice: User) -> None:
    assert [check.state for check in harness.add(alice).checks] == ["queued"]


def test_a_file_over_the_file_quota_is_rejected(harness: Harness, alice: User, bob: User) -> None:
    harness = harness.under(quota_files=2)
    assert len(harness.add_many(alice, upload(), upload(), upload())) == 2
    with pytest.raises(Rejected) as caught:
        harness.add(alice)
    assert caught.value.code == "quota"
    assert harness.add(bob)


def test_a_byte_over_the_byte_quota_is_rejected(harness: Harness, alice: User) -> None:
    harness = harness.under(quota_bytes=20)
    harness.add_many(alice, upload(data=b"#" * 10), upload(data=b"#" * 10))
    with pytest.raises(Rejected) as caught:
        harness.add(alice, data=b"#")
    assert caught.value.code == "quota"


def test_at_the_quota_a_file_can_still_be_replaced(harness: Harness, alice: User) -> None:
    harness = harness.under(quota_files=1, quota_bytes=10)
    file = harness.add(alice, data=b"#" * 10)
    assert harness.replace(alice, file, data=b"x" * 10).size == 10
    with pytest.raises(Rejected):
        harness.replace(alice, file, data=b"x" * 11)


def test_the_same_content_is_stored_once(harness: Harness, alice: User, bob: User) -> None:
    harness.add_many(alice, upload("a.py"), upload("b.py"))
    harness.add(bob)
    assert harness.count("contents") == 1


def test_replacing_keeps_the_id_and_deletes_earlier_checks(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    later = harness.at(minutes=1)
    replaced = later.replace(alice, file, "maze.py")
    assert (replaced.id, replaced.name, replaced.updated_at) == (file.id, "maze.py", later.now)
    assert replaced.created_at == file.created_at
    assert [check.state for check in replaced.checks] == ["queued"]
    assert replaced.checks[0].id != file.checks[0].id


@pytest.mark.parametrize("part", [upload("game.txt"), upload(data=b"\n" * 20_001)])
def test_a_rejected_replacement_changes_nothing(harness: Harness, alice: User, part: Upload) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    before = harness.get(alice, file)
    with pytest.raises(Rejected):
        harness.at(hours=1).replace(alice, file, part.name, part.data)
    assert harness.get(alice, file) == before


def test_deleting_a_file_deletes_its_checks(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.db.call(files.delete, alice.id, file.id)
    with pytest.raises(NotFound):
        harness.get(alice, file)
    assert harness.count("checks") == 0


def test_the_stored_content_is_unchanged(harness: Harness, alice: User) -> None:
    file = harness.add(alice, data=b"x = 1\r\n\x00")
    assert harness.db.call(files.read_content, alice.id, file.id) == ("game.py", b"x = 1\r\n\x00")


VERBS: dict[str, Callable[[Harness, User, File], object]] = {
    "get": lambda harness, user, file: harness.get(user, file),
    "read": lambda harness, user, file: harness.db.call(files.read_content, user.id, file.id),
    "replace": lambda harness, user, file: harness.replace(user, file),
    "delete": lambda harness, user, file: harness.db.call(files.delete, user.id, file.id),
    "check": lambda harness, user, file: harness.db.call(
        checks.request, harness.settings, user.id, file.id, harness.now
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_another_users_file_is_not_found(harness: Harness, alice: User, charlie: User, verb: str) -> None:
    file = harness.add(alice)
    harness.check(report())
    before = harness.get(alice, file)
    with pytest.raises(NotFound):
        VERBS[verb](harness, charlie, file)
    assert harness.get(alice, file) == before


def test_an_upload_names_the_newest_twenty_files_of_its_name(harness: Harness, alice: User) -> None:
    earlier = [file.id for _ in range(5) for file in harness.add_many(alice, *[upload()] * 5)]
    other = harness.add(alice, "b.py")
    parts = [upload(), upload("b.py")]
    added = harness.db.call(files.add, harness.settings, alice.id, parts, harness.now)
    assert list(added.same_name.values()) == [earlier[:-21:-1], [other.id]]
