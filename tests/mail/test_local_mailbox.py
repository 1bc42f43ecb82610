"""The local mailbox: files and console output."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import stat
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from lintbox.domain import Delivery, MailMode, Outcome
from lintbox.mail import open_transport
from lintbox.mail.local_mailbox import LocalMailbox
from lintbox.settings import Settings
from tests.mail.samples import BASE_URL, TOKEN, write_result, write_verification


def deliver(folder: Path, message: EmailMessage) -> Delivery:
    return asyncio.run(LocalMailbox(folder).send(message))


def test_the_local_mailbox_is_used_without_a_mail_server(tmp_path: Path) -> None:
    transport = open_transport(Settings(_env_file=None, data_dir=tmp_path))
    assert transport.mode == MailMode.LOCAL
    asyncio.run(transport.send(write_verification()))
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_an_email_is_a_file_in_standard_format(tmp_path: Path) -> None:
    sent = write_verification()
    delivery = deliver(tmp_path / "mail", sent)
    (file,) = (tmp_path / "mail").iterdir()
    assert re.fullmatch(r"2026-11-23T14-30-51Z-[0-9a-f]{12}\.eml", file.name)
    assert delivery == Delivery(Outcome.SAVED, f"Saved on this server: mail/{file.name}")
    email = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert email["Message-ID"] == sent["Message-ID"]
    assert f"{BASE_URL}/verify#token={TOKEN}".encode() in file.read_bytes()


def test_the_file_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        deliver(tmp_path / "mail", write_verification())
    finally:
        os.umask(before)
    (file,) = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_same_email_twice_is_one_file(tmp_path: Path) -> None:
    for attempts in (1, 2):
        assert deliver(tmp_path, write_verification(attempts=attempts)).outcome == Outcome.SAVED
    assert len(list(tmp_path.iterdir())) == 1


def test_two_emails_within_a_second_are_two_files(tmp_path: Path) -> None:
    deliver(tmp_path, write_verification(message_id="<1@lint.school.example>"))
    deliver(tmp_path, write_verification(message_id="<2@lint.school.example>"))
    assert len(list(tmp_path.iterdir())) == 2


def test_an_unfinished_file_after_a_crash_is_replaced(tmp_path: Path) -> None:
    deliver(tmp_path, write_verification())
    (file,) = tmp_path.iterdir()
    file.rename(tmp_path / f".{file.name}.part")
    deliver(tmp_path, write_verification())
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_created_is_retried_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a folder should be")
    delivery = deliver(tmp_path / "data" / "mail", write_verification())
    assert delivery == Delivery(Outcome.TRY_AGAIN, "Not saved on this server: Not a directory.")


def test_the_console_shows_the_link_on_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(tmp_path, write_verification())
    lines = capsys.readouterr().out.splitlines()
    assert "Email to ada@school.example" in lines
    assert "Subject: Confirm your address" in lines
    assert f"{BASE_URL}/verify#token={TOKEN}" in lines


def test_the_console_shows_the_start_of_a_result_email(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(tmp_path, write_result(name="\x1b[2Jhangman.py"))
    output = capsys.readouterr().out
    assert "29 findings" in output
    assert f"{BASE_URL}/files/42" in output
    assert "\x1b" not in output
    assert len(output.splitlines()) < 25


def test_a_console_encoding_without_a_character_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", console)
    assert deliver(tmp_path, write_result(name="привет.py")).outcome == Outcome.SAVED
    assert rb"\u043f" in console.buffer.getvalue()


def test_a_closed_console_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.StringIO()
    console.close()
    monkeypatch.setattr(sys, "stdout", console)
    assert deliver(tmp_path, write_verification()).outcome == Outcome.SAVED


def test_a_full_pipe_does_not_block_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, b"x")
    os.set_blocking(writing, True)
    with os.fdopen(writing, "w") as console, os.fdopen(reading, "rb"):
        monkeypatch.setattr(sys, "stdout", console)
        assert deliver(tmp_path, write_verification()).outcome == Outcome.SAVED


@pytest.mark.parametrize("name", ["INVOCATION_ID", "JOURNAL_STREAM"])
def test_the_journal_gets_the_path_of_the_file_without_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv(name, "8:12345")
    monkeypatch.setattr(os, "isatty", lambda _: False)
    transport = open_transport(Settings(_env_file=None, data_dir=tmp_path))
    asyncio.run(transport.send(write_verification()))
    output = capsys.readouterr().out
    (file,) = (tmp_path / "mail").iterdir()
    assert TOKEN not in output
    assert "Email to ada@school.example\nSubject: Confirm your address\n" in output
    assert f"File: {file}\n" in output


def test_a_terminal_of_a_desktop_session_shows_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INVOCATION_ID", "8:12345")
    monkeypatch.setattr(os, "isatty", lambda _: True)
    asyncio.run(open_transport(Settings(_env_file=None, data_dir=tmp_path)).send(write_verification()))
    assert TOKEN in capsys.readouterr().out


def test_a_pipe_without_systemd_shows_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("INVOCATION_ID", "JOURNAL_STREAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "isatty", lambda _: False)
    asyncio.run(open_transport(Settings(_env_file=None, data_dir=tmp_path)).send(write_verification()))
    assert TOKEN in capsys.readouterr().out
