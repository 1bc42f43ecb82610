"""The doctor finds faults, repairs what is safe, and prints no private data."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from lintbox.services.doctor import DIAGNOSES
from tests.cli.program import run
from tests.people import PASSWORD, Person
from tests.running import Running
from tests.smtp import SmtpServer

SOURCE = b"import os\nnumber_of_a_secret_agent = 7\n"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A bound port without a listener."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a server that was used and stopped."""
    server = Running(tmp_path_factory.mktemp("used") / "data")
    alice = Person(server.url, "alice").sign_up()
    alice.wait(alice.upload_one("of_alice.py", SOURCE))
    alice.api.close()
    assert server.stop() == 0
    return server.data_dir


@pytest.fixture
def data(used: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(used, tmp_path / "data"))


def change(data: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data / "lintbox.db", isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def read(result: CompletedProcess[str]) -> dict[str, str]:
    """Return the state of each diagnosis by name."""
    return {match[2]: match[1] for match in re.finditer(r"(?m)^(\w+) +(\w+(?: \w+)?)  ", result.stdout)}


def examine(data: Path, *words: object, **settings: object) -> CompletedProcess[str]:
    return run("doctor", *words, folder=data.parent, data_dir=data, **settings)


def test_a_sound_installation_has_no_fault(data: Path) -> None:
    result = examine(data)
    assert (result.returncode, result.stderr) == (0, "")
    assert set(read(result)) == {diagnosis.name for diagnosis in DIAGNOSES}
    assert set(read(result).values()) <= {"ok", "warning"}


def test_a_running_server_is_examined_too(server: Running) -> None:
    result = examine(server.data_dir, base_url=server.url)
    assert result.returncode == 0
    assert f"The server has it, as process {server.process.pid}, at {server.url}." in result.stdout
    assert "Its settings may be others than those of this command" in result.stdout
    assert "The base URL leads here." in result.stdout


def test_an_installation_before_its_first_start_has_no_fault(tmp_path: Path) -> None:
    assert run("doctor", folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_as_data_directory_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch(0o644)
    result = examine(file, "--fix")
    assert read(result)["permissions"] == "FAULT"
    assert result.returncode == 1
    assert file.stat().st_mode & 0o777 == 0o644


def test_what_a_program_or_the_system_says_becomes_part_of_a_sentence(data: Path, tmp_path: Path) -> None:
    helper = tmp_path / "helper"
    helper.write_text("#!/bin/sh\necho 'Try --help for more information.' >&2\n")
    helper.chmod(0o755)
    change(
        data, "INSERT INTO server_state VALUES ('backup-trouble', '{\"detail\": \"no room is left.\"}', 1)"
    )
    result = examine(data, pythons=helper)
    assert "for more information. Correct LINTBOX_PYTHONS" in result.stdout
    assert "No room is left.\n" in result.stdout


def test_each_of_the_planted_faults_is_found(data: Path, closed_port: int) -> None:
    data.chmod(0o755)
    change(
        data,
        "UPDATE checks SET state = 'running', claim = 'x', lease_until = 1",
        "UPDATE outbox SET state = 'failed', detail = '550 no such user ada@school.example here'",
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO links (id, user_id, nonce, token_sha256, expires_at) VALUES ('1', 'nobody', '', '', 1)",
        "INSERT INTO attempts (kind, subject, at) VALUES ('email', 'x', 1)",
        "UPDATE users SET created_at = 32503680000000",
        "INSERT INTO server_state VALUES ('backup-trouble', '{\"detail\": \"no room\"}', 1)",
    )
    result = examine(data, smtp_host="127.0.0.1", smtp_port=closed_port)
    wrong = {name: state for name, state in read(result).items() if state != "ok" and name != "SQLite"}
    assert wrong == {
        "permissions": "FAULT",
        "checks": "FAULT",
        "emails": "warning",
        "foreign keys": "FAULT",
        "clock": "FAULT",
        "mail": "FAULT",
        "backups": "FAULT",
    }
    assert result.returncode == 1
    assert result.stderr == f"6 of {len(DIAGNOSES)} parts have a fault.\n"
    assert "no such user a…@school.example here" in result.stdout


def test_a_damaged_database_is_a_fault_without_a_traceback(data: Path) -> None:
    file = data / "lintbox.db"
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * (file.stat().st_size - 4096))
    result = examine(data)
    assert (result.returncode, read(result)["integrity"]) == (1, "FAULT")
    assert "Traceback" not in result.stderr


def test_fix_repairs_what_is_safe_to_repair(data: Path) -> None:
    data.chmod(0o755)
    change(data, "UPDATE checks SET state = 'running', claim = 'x', lease_until = 1")
    assert "lintbox doctor --fix repairs it" in examine(data).stdout
    repaired = examine(data, "--fix")
    assert repaired.returncode == 0
    assert {name for name, state in read(repaired).items() if state == "repaired"} == {
        "permissions",
        "checks",
    }
    assert data.stat().st_mode & 0o777 == 0o700
    assert "repairs it" not in examine(data).stdout


def test_the_support_file_contains_no_private_data(data: Path) -> None:
    change(data, "UPDATE outbox SET state = 'failed', detail = '550 <ada@school.example> is unknown'")
    bundle = data.parent / "support.json"
    settings = {"smtp_password": "tell nobody", "smtp_username": "post@school.example"}
    assert examine(data, "--bundle", bundle, **settings).returncode == 0
    text = bundle.read_text("utf-8")
    assert bundle.stat().st_mode & 0o777 == 0o600
    bundle = json.loads(text)
    assert bundle["database"]["rows"]["files"] == 1
    assert bundle["diagnoses"]["emails"]["state"] == "warning"
    (password,) = [setting for setting in bundle["settings"] if setting["name"] == "LINTBOX_SMTP_PASSWORD"]
    assert (password["is_set"], password["value"]) == (True, None)
    private = [PASSWORD, "tell nobody", "secret_agent", "of_alice", "alice-", "ada@", "post@"]
    assert [word for word in private if word in text] == []
    assert (data / "key").read_bytes().hex() not in text


def test_a_support_file_does_not_replace_an_existing_file(data: Path) -> None:
    (data.parent / "thesis.txt").write_text("my only copy")
    refused = examine(data, "--bundle", "thesis.txt")
    assert refused.returncode == 2
    assert (data.parent / "thesis.txt").read_text() == "my only copy"


def test_a_wrong_mail_server_password_is_a_fault_and_is_not_printed(data: Path) -> None:
    with SmtpServer(accounts={"post": "right"}) as post:
        options = {"smtp_host": post.host, "smtp_port": post.port, "smtp_security": "none"}
        wrong = examine(data, **options, smtp_username="post", smtp_password="tell nobody")
        right = examine(data, **options, smtp_username="post", smtp_password="right")
    assert (read(wrong)["mail"], read(right)["mail"]) == ("FAULT", "ok")
    assert "tell nobody" not in wrong.stdout
    assert post.received == []
