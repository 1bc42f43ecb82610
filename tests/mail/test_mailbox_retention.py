"""Retention deletes old files of the local mailbox, and only those that Lintbox wrote."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lintbox.mail.local_mailbox import LocalMailbox
from lintbox.mail.mailbox_folder import remove_older_files
from tests.mail.samples import write_verification

WRITTEN = datetime(2026, 11, 23, 14, 30, 51, tzinfo=UTC)


def save(folder: Path, number: int = 1) -> Path:
    message = write_verification(message_id=f"<{number}@lint.school.example>")
    return folder.parent / asyncio.run(LocalMailbox(folder).send(message)).detail.partition(": ")[2]


@pytest.mark.parametrize(("seconds", "gone"), [(-1, 0), (0, 0), (1, 1)])
def test_files_older_than_the_retention_are_deleted(tmp_path: Path, seconds: int, gone: int) -> None:
    file = save(tmp_path / "mail")
    assert remove_older_files(tmp_path / "mail", WRITTEN + timedelta(seconds=seconds)) == gone
    assert file.exists() is not bool(gone)


def test_files_not_written_by_lintbox_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    ours = save(folder)
    text = ours.read_bytes()
    elsewhere = tmp_path / "elsewhere.eml"
    elsewhere.write_bytes(text)
    kept = {
        "notes.eml": text,
        "2020-01-01T00-00-00Z-0123456789ab.eml": text,
        "2020-01-01T00-00-00Z-0123456789ab.eml.bak": text,
        "2020-01-01T00-00-00Z-ABCDEF012345.eml": b"",
        f"{ours.name}.txt": text,
    }
    for name, data in kept.items():
        (folder / name).write_bytes(data)
    link = folder / ours.name.replace("2026", "2020")
    link.symlink_to(elsewhere)
    (folder / ours.name.replace("2026", "2019")).mkdir()
    assert remove_older_files(folder, WRITTEN + timedelta(days=1)) == 1
    assert not ours.exists()
    assert {name for name in kept if (folder / name).exists()} == set(kept)
    assert link.is_symlink()
    assert elsewhere.read_bytes() == text


def test_old_unfinished_files_are_deleted_too(tmp_path: Path) -> None:
    file = save(tmp_path / "mail")
    file.rename(file.with_name(f".{file.name}.part"))
    assert remove_older_files(tmp_path / "mail", WRITTEN + timedelta(days=1)) == 1


def test_at_most_the_limit_of_files_is_kept(tmp_path: Path) -> None:
    for number in range(5):
        save(tmp_path / "mail", number)
    assert remove_older_files(tmp_path / "mail", WRITTEN, kept=3) == 2
    assert len(list((tmp_path / "mail").iterdir())) == 3


def test_a_missing_folder_is_no_error(tmp_path: Path) -> None:
    assert remove_older_files(tmp_path / "mail", WRITTEN) == 0
