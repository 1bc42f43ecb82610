"""No command ends in a traceback, whatever its environment, files, streams and arguments."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from lintbox import cli
from lintbox.cli import COMMANDS, CommandError
from lintbox.cli.setup import read_settings
from tests.cli.hostile_environments import CLOSED, hostile
from tests.cli.program import make_data
from tests.cpu_time import at_most_cpu


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.upper().startswith("LINTBOX"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("seed", range(200))
def test_a_hostile_environment_is_accepted_or_one_sentence(
    clean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    environment, dotenv = hostile(seed)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (clean / ".env").write_bytes(dotenv)
    with at_most_cpu():
        code = cli.main(["config", "show"])
    output, errors = capsys.readouterr()
    assert (code, bool(output)) in {(0, True), (2, False)}
    assert errors.replace("\n", "").isprintable()
    assert "hunter2" not in output + errors
    assert "bug in Lintbox" not in errors
    assert [path.name for path in clean.iterdir()] == [".env"]


@pytest.mark.parametrize("text", CLOSED)
def test_a_misspelled_closed_registration_prevents_the_start(clean: Path, text: str) -> None:
    (clean / ".env").write_text(text + "\n", "utf-8")
    with pytest.raises(CommandError):
        read_settings()


def commands() -> Iterator[list[str]]:
    """List each command of ``--help`` with valid arguments."""
    known: dict[str, list[str]] = {
        "admin": [
            "list",
            "verify a@b.example",
            "disable x",
            "reset \udcff",
            "create a@b.example --password-stdin",
        ],
        "mail": [
            "list",
            "list --limit 0",
            "list --limit 99999999999999999999",
            "show \x1b",
            "test x@y.example",
        ],
        "backup": ["", "copy.db", "/nowhere/copy.db", "/dev/full", "."],
        "restore": ["", "/dev/zero", "none.db", "."],
        "config": ["show", "show --port x", "show --host ''"],
        "doctor": ["", "--bundle /nowhere/x", "--fix"],
        "sweep": ["", "--every ''", "--every x"],
        "healthcheck": ["--port 1", "--port 0", "--host a..b"],
        "licenses": ["", "--cyclonedx"],
        "explain": ["F401 E5", "F999", "\udcff"],
        "systemd-unit": ["", "--program \udcff", "--worker"],
        "nats-config": ["", "--loopback", "--port x", "--certificates \udcff", "--worker \udcff"],
        "worker": ["", "x", "nats://queue.example", "tls://127.0.0.1:1", "nats://127.0.0.1:1 --slots 0"],
    }
    for name in COMMANDS:
        if name not in {"serve", "check"}:  # these run in subprocesses, below
            yield from ([name, *words.replace("''", "").split(" ")] for words in known[name])
            yield [name, "--help"]
            yield [name, "--nonsense"]


@pytest.mark.parametrize("words", list(commands()), ids=lambda words: ascii(" ".join(words))[1:-1])
@pytest.mark.parametrize("data", ["none", "some"])
def test_every_command_ends_with_a_sentence_and_a_documented_exit_code(
    clean: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    data: str,
) -> None:
    if data == "some":
        make_data(clean / "lintbox-data")
    with closing(io.TextIOWrapper(io.BytesIO(b"\xff\n"), "utf-8")) as standard_input:
        monkeypatch.setattr(sys, "stdin", standard_input)
        code = cli.main([word for word in words if word])
    captured = capsys.readouterr()
    assert code in {0, 1, 2, 3}
    assert "Traceback" not in captured.err
    assert "bug in Lintbox" not in captured.err
    assert code == 0 or captured.err or captured.out


STREAMS = [
    ("config show", ">&-", {1}),
    ("config show", ">/dev/full", {1}),
    ("config show", "2>&-", {0}),
    ("config show --port x", "2>/dev/full", {2}),
    ("--help", ">/dev/full", {1}),
    ("backup copy.db", ">/dev/full", {0}),
    ("backup copy.db", ">&- 2>&-", {0}),
    ("admin create a@b.example --password-stdin", "<&-", {2}),
]


@pytest.mark.parametrize(("words", "streams", "codes"), STREAMS)
def test_a_closed_or_full_stream_gives_a_sentence_and_the_right_exit_code(
    tmp_path: Path, words: str, streams: str, codes: set[int]
) -> None:
    make_data(tmp_path / "lintbox-data")
    ended = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m lintbox {words} {streams}"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in codes
    assert "Traceback" not in ended.stderr
    if streams in {">&-", ">/dev/full"}:
        assert "standard output cannot be written" in ended.stderr
    if words.startswith("backup"):
        assert (tmp_path / "copy.db").stat().st_size


@pytest.mark.parametrize("streams", [">/dev/full", "2>&-", ">&- 2>&- <&-"])
def test_a_server_starts_with_closed_or_full_streams(tmp_path: Path, streams: str) -> None:
    words = f"exec {sys.executable} -m lintbox serve --port 0 --no-browser {streams}"
    server = subprocess.Popen(
        ["sh", "-c", words], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        wait_for_listener(server.pid)
        server.terminate()
        _, errors = server.communicate(timeout=60)
    finally:
        server.kill()
    assert server.returncode == 0
    assert b"Traceback" not in errors


def wait_for_listener(process: int) -> None:
    """Wait until /proc shows a listening socket."""
    while Path(f"/proc/{process}").exists():
        with suppress(OSError):
            rows = Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]
            listening = {f"socket:[{row.split()[9]}]" for row in rows if row.split()[3] == "0A"}
            held = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()}
            if listening & held and (Path(f"/proc/{process}/cwd") / "lintbox-data" / "key").exists():
                return
        time.sleep(0.05)
