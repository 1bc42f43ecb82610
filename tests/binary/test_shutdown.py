"""Stopping the binary: at any moment, with all its processes, without losing data."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.binary.conftest import Begin
from tests.binary.program import Place, Program, children_of
from tests.binary.test_journey import sign_up
from tests.http.conftest import NewPersonOn
from tests.http.event_streams import EventStream
from tests.http.waiting import until
from tests.people import Person
from tests.smtp import Fault, SmtpServer

LONGEST_SECONDS = 10
# where the moment is left to chance
ROUNDS = 10
Moment = Callable[[Person, SmtpServer, int], None]


def at_once(_alice: Person, _smtp: SmtpServer, _round: int) -> None:
    """Stop right after start-up."""


def during_checks(alice: Person, _smtp: SmtpServer, turn: int) -> None:
    def count(*states: str) -> int:
        counts: dict[str, int] = alice.api.get("/files?limit=1").json()["counts"]
        return sum(counts[state] for state in states)

    before = count("failed")
    upload_some(alice, turn, 20)
    until(lambda: count("running") or count("failed") > before)


def with_streams_open(alice: Person, _smtp: SmtpServer, turn: int) -> None:
    for _ in range(3):
        EventStream(alice)
    upload_some(alice, turn, 1)


def while_an_email_is_sent(alice: Person, smtp: SmtpServer, turn: int) -> None:
    sent = smtp.commands.count("DATA")
    smtp.script("END", Fault.PAUSE)
    upload_some(alice, turn, 1)
    until(lambda: smtp.commands.count("DATA") > sent)


def at_any_moment(alice: Person, _smtp: SmtpServer, turn: int) -> None:
    upload_some(alice, turn, 2)
    time.sleep(random.uniform(0, 1))


def upload_some(alice: Person, turn: int, count: int) -> None:
    names = [f"r{turn}-{n}-{os.urandom(3).hex()}.py" for n in range(count)]
    answer = alice.upload({name: f"# {name}\n".encode() + b"x = [1,2 ]\n" * 300 for name in names})
    assert answer.status_code == 201


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("moment", "rounds"),
    [
        (at_once, 3),
        (during_checks, 6),
        (with_streams_open, 3),
        (while_an_email_is_sent, 3),
        (at_any_moment, ROUNDS),
    ],
    ids=lambda value: getattr(value, "__name__", "rounds"),
)
def test_sigterm_stops_gracefully_at_any_moment(
    begin: Begin, place: Place, new_person_on: NewPersonOn, moment: Moment, rounds: int
) -> None:
    with SmtpServer() as smtp:
        mail = {"smtp_host": smtp.host, "smtp_port": smtp.port, "smtp_security": "none"}
        first = begin()
        alice = sign_up(first, new_person_on(first, "alice"))
        assert stop(first) == 0
        for turn in range(rounds):
            program = begin(**mail)
            move(alice, program)
            moment(alice, smtp, turn)
            assert stop(program) == 0
            assert place.find_unpacked() == []
            assert "Traceback" not in program.log.read_text()
        move(alice, begin(**mail))
        until(lambda: alice.api.get("/files?limit=1&state=queued,running").json()["total"] == 0, 60)
        names = [file["name"].encode() for file in alice.api.get("/files?limit=200").json()["files"]]
        until(lambda: all(any(name in email.data for email in smtp.received) for name in names), 60)


def stop(program: Program) -> int:
    """Send SIGTERM; fails if it takes too long or leaves a process behind."""
    family = program.find_family()
    program.process.send_signal(signal.SIGTERM)
    code = program.process.wait(LONGEST_SECONDS)
    assert [pid for pid in family if is_alive(pid)] == []
    return code


def is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def move(person: Person, program: Program) -> None:
    person.api.base_url = httpx.URL(f"{program.url}/api/v1")


def test_sigterm_during_start_up_exits_with_0(place: Place) -> None:
    for _ in range(ROUNDS):
        with place.start("serve", "--port", "0", "--no-browser") as process:
            time.sleep(random.uniform(0, 1))
            process.send_signal(signal.SIGTERM)
            # while the boot loader unpacks, the default action of SIGTERM applies
            assert process.wait(LONGEST_SECONDS) in {0, -signal.SIGTERM}
            assert "Traceback" not in process.communicate()[1]


def test_a_loading_fork_server_is_not_left_behind(place: Place) -> None:
    for _ in range(4):
        with place.start("serve", "--port", "0", "--no-browser") as process:
            (server,) = until(partial(children_of, process.pid))
            (fork_server,) = until(partial(children_of, server))
            time.sleep(random.uniform(0, 0.1))
            process.send_signal(signal.SIGTERM)
            assert process.wait(LONGEST_SECONDS) == 0
            assert not is_alive(fork_server)
            assert process.communicate()[1] == ""


def test_a_second_signal_exits_at_once(begin: Begin, new_person_on: NewPersonOn) -> None:
    with SmtpServer() as smtp:
        program = begin(smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        smtp.script("CONNECT", Fault.HANG)
        new_person_on(program, "alice").register()
        until(lambda: smtp.commands)
        program.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert program.process.poll() is None
        program.process.send_signal(signal.SIGTERM)
        assert program.process.wait(2) != 0


def test_one_ctrl_c_counts_once(begin: Begin) -> None:
    program = begin()
    server = program.find_server()
    for pid in (server, program.process.pid):  # as a terminal sends it to the whole process group
        os.kill(pid, signal.SIGINT)
    assert program.process.wait(LONGEST_SECONDS) == 0


@pytest.mark.parametrize("member", [0, 1], ids=["the boot loader", "the program"])
def test_killing_one_process_ends_the_others(begin: Begin, member: int) -> None:
    program = begin()
    family = program.find_family()
    os.kill(family[member], signal.SIGKILL)
    program.process.wait(5)
    until(lambda: not any(is_alive(pid) for pid in family), 5)
    again = begin()
    assert again.stop() == 0


def test_unpacked_folders_of_killed_processes_are_deleted_at_start(begin: Begin, place: Place) -> None:
    killed = begin()
    killed.kill()
    (left,) = place.find_unpacked()
    other = begin("other")
    until(lambda: len(place.find_unpacked()) == 2)
    os.utime(left, (0, 0))
    for folder in place.find_unpacked():
        os.utime(folder, (0, 0))
    begin()
    assert left not in place.find_unpacked()
    assert len(place.find_unpacked()) == 2
    assert other.stop() == 0
