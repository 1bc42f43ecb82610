"""The doctor finds what is wrong, mends what it may, and writes down nothing that is private."""

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

from lintbox.services.doctor import EXAMINATIONS
from tests.cli.program import run
from tests.people import PASSWORD, Person
from tests.running import Running
from tests.smtp import SmtpServer

SOURCE = b"import os\nnumber_of_a_secret_agent = 7\n"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that somebody has, and where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a server has left that was used, and stopped."""
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


def read(said: CompletedProcess[str]) -> dict[str, str]:
    """Return each examination's name and what was found."""
    return {match[2]: match[1] for match in re.finditer(r"(?m)^(\w+) +(\w+(?: \w+)?)  ", said.stdout)}


def examine(data: Path, *words: object, **settings: object) -> CompletedProcess[str]:
    return run("doctor", *words, folder=data.parent, data_dir=data, **settings)


def test_a_sound_installation_has_no_fault(data: Path) -> None:
    said = examine(data)
    assert (said.returncode, said.stderr) == (0, "")
    assert set(read(said)) == {diagnosis.name for diagnosis in EXAMINATIONS}
    assert set(read(said).values()) <= {"ok", "warning"}


def test_a_running_server_is_examined_too(server: Running) -> None:
    said = examine(server.data_dir, base_url=server.url)
    assert said.returncode == 0
    assert f"The server has it, as process {server.process.pid}." in said.stdout
    assert "The base URL leads here." in said.stdout


def test_before_the_first_start_there_is_nothing_to_be_wrong(tmp_path: Path) -> None:
    assert run("doctor", folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_data_directory(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch(0o644)
    said = examine(file, "--fix")
    assert read(said)["permissions"] == "FAULT"
    assert said.returncode == 1
    assert file.stat().st_mode & 0o777 == 0o644


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
    said = examine(data, smtp_host="127.0.0.1", smtp_port=closed_port)
    wrong = {name: state for name, state in read(said).items() if state != "ok" and name != "SQLite"}
    assert wrong == {
        "permissions": "FAULT",
        "checks": "FAULT",
        "emails": "warning",
        "foreign keys": "FAULT",
        "clock": "FAULT",
        "mail": "FAULT",
        "backups": "FAULT",
    }
    assert said.returncode == 1
    assert said.stderr == f"6 of {len(EXAMINATIONS)} parts have a fault.\n"
    assert "no such user a…@school.example here" in said.stdout


def test_a_damaged_database_is_found_and_is_no_traceback(data: Path) -> None:
    file = data / "lintbox.db"
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * (file.stat().st_size - 4096))
    said = examine(data)
    assert (said.returncode, read(said)["integrity"]) == (1, "FAULT")
    assert "Traceback" not in said.stderr


def test_what_can_be_mended_is_mended(data: Path) -> None:
    data.chmod(0o755)
    change(data, "UPDATE checks SET state = 'running', claim = 'x', lease_until = 1")
    assert "lintbox doctor --fix mends it" in examine(data).stdout
    mended = examine(data, "--fix")
    assert mended.returncode == 0
    assert {name for name, state in read(mended).items() if state == "mended"} == {"permissions", "checks"}
    assert data.stat().st_mode & 0o777 == 0o700
    assert "mends it" not in examine(data).stdout


def test_the_support_file_holds_nothing_private(data: Path) -> None:
    change(data, "UPDATE outbox SET state = 'failed', detail = '550 <ada@school.example> is unknown'")
    bundle = data.parent / "support.json"
    settings = {"smtp_password": "tell nobody", "smtp_username": "post@school.example"}
    assert examine(data, "--bundle", bundle, **settings).returncode == 0
    text = bundle.read_text("utf-8")
    assert bundle.stat().st_mode & 0o777 == 0o600
    told = json.loads(text)
    assert told["database"]["rows"]["files"] == 1
    assert told["examinations"]["emails"]["state"] == "warning"
    (password,) = [setting for setting in told["settings"] if setting["name"] == "LINTBOX_SMTP_PASSWORD"]
    assert (password["is_set"], password["value"]) == (True, None)
    private = [PASSWORD, "tell nobody", "secret_agent", "of_alice", "alice-", "ada@", "post@"]
    assert [word for word in private if word in text] == []
    assert (data / "key").read_bytes().hex() not in text


def test_a_support_file_replaces_nothing(data: Path) -> None:
    (data.parent / "thesis.txt").write_text("my only copy")
    refused = examine(data, "--bundle", "thesis.txt")
    assert refused.returncode == 2
    assert (data.parent / "thesis.txt").read_text() == "my only copy"


def test_a_wrong_password_of_the_mail_server_is_a_fault_and_not_shown(data: Path) -> None:
    with SmtpServer(accounts={"post": "right"}) as post:
        options = {"smtp_host": post.host, "smtp_port": post.port, "smtp_security": "none"}
        wrong = examine(data, **options, smtp_username="post", smtp_password="tell nobody")
        right = examine(data, **options, smtp_username="post", smtp_password="right")
    assert (read(wrong)["mail"], read(right)["mail"]) == ("FAULT", "ok")
    assert "tell nobody" not in wrong.stdout
    assert post.received == []
