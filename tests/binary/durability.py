"""Kills the binary (SIGKILL) at random moments under load, with a mail server that fails at random.

``python -m tests.binary.durability 100`` fails if an acknowledged upload or its email is lost. With a second
argument, ``engine``, two workers check behind a NATS server, and each kill hits one of these or the server.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.binary.machines import Front, Machine, start_engine
from tests.binary.program import Place, Program
from tests.binary.test_journey import sign_up
from tests.people import Person
from tests.smtp import Fault, Reply, SmtpServer

_PEOPLE = 3
_PAUSE_SECONDS = (0.0, 2.0)
_ENGINE = "engine"
_NO_EMAIL_TIMEOUT_SECONDS = 120  # since the last email; the total depends on the machine
_FAULTS: dict[str, list[Reply | None]] = {
    "CONNECT": ["421 4.3.2 Not now", Fault.DROP],
    "EHLO": [Fault.DROP],
    "MAIL": ["451 4.3.0 Try again later", Fault.DROP],
    "RCPT": ["450 4.2.1 Greylisted", Fault.PAUSE],
    "DATA": ["451 4.3.0 Try again later", Fault.DROP, Fault.PAUSE],
    # no DROP: the email would be accepted without a response, and sent twice without a kill
    "END": ["452 4.3.1 Disk full", Fault.PAUSE],
}


class Verdict(NamedTuple):
    kills: int
    acknowledged: int
    without_result: int
    emails_missing: int
    doubled: int
    in_two_emails: int
    integrity: str

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.acknowledged} uploads acknowledged, "
            f"{self.without_result} without a result, {self.emails_missing} emails missing, "
            f"{self.doubled} doubled, {self.in_two_emails} results in two emails, integrity {self.integrity}"
        )

    @property
    def holds(self) -> bool:
        lost = self.without_result + self.emails_missing
        doubled = self.doubled > self.kills or self.in_two_emails > 0
        return self.acknowledged > 0 and not lost and not doubled and self.integrity == "ok"


class FlakySmtpServer(SmtpServer):
    """A quarter of the replies are temporary failures."""

    flaky = True

    def next_reply(self, phase: str) -> Reply | None:
        if self.flaky and phase in _FAULTS and random.random() < 0.25:
            return random.choice(_FAULTS[phase])
        return super().next_reply(phase)


class Uploader(threading.Thread):
    """Uploads continuously and records acknowledged files: their names by id."""

    def __init__(self, person: Person, number: int) -> None:
        super().__init__(daemon=True)
        self.person = person
        self.acknowledged: dict[str, str] = {}
        self._prefix = f"p{number}"
        self._ended = threading.Event()

    def run(self) -> None:
        count = 0
        while not self._ended.is_set():
            names = [f"{self._prefix}-{count + n:05}.py" for n in range(random.randint(1, 4))]
            count += len(names)
            try:
                answer = self.person.upload({name: f"import os  # {name}\n".encode() for name in names})
            except httpx.TransportError:  # the server was killed before it acknowledged
                time.sleep(0.05)
                continue
            if answer.status_code == 201:
                self.acknowledged |= {file["id"]: file["name"] for file in answer.json()["files"]}
            time.sleep(0.25)

    def end(self) -> None:
        self._ended.set()
        self.join()


def run_campaign(place: Place, kills: int, *, with_engine: bool) -> Verdict:
    with FlakySmtpServer() as smtp, ExitStack() as stack:
        settings: dict[str, Any] = {
            "rate_limits": "off",
            "smtp_host": smtp.host,
            "smtp_port": smtp.port,
            "smtp_security": "none",
            "mail_from": "lintbox@school.example",
        }
        uploaders = _register_users(place)
        engine, addresses = start_engine(place, stack) if with_engine else ([], {})
        settings |= addresses
        front = Front(place, uploaders[0].person.api.base_url.port or 0, settings)
        for uploader in uploaders:
            uploader.start()
        _kill_many([front, *engine], kills)
        front.kill()
        for uploader in uploaders:
            uploader.end()
        smtp.flaky = False
        _clear_back_off(place.folder / "data")
        front.start()
        verdict = _evaluate(front.program, smtp, kills, uploaders)
        assert front.program.stop() == 0
    for uploader in uploaders:
        uploader.person.api.close()
    return verdict._replace(integrity=_check_integrity(place.folder / "data"))


def _kill_many(machines: Sequence[Machine], kills: int) -> None:
    """Kill and restart one machine after the other; the last kill is the caller's."""
    for _ in range(kills - 1):
        time.sleep(random.uniform(*_PAUSE_SECONDS))
        random.choice(machines).restart()
    time.sleep(random.uniform(*_PAUSE_SECONDS))


def _register_users(place: Place) -> list[Uploader]:
    """Register the users before the kills start, with the local mailbox."""
    program = Program(place, rate_limits="off")
    uploaders = []
    for number in range(_PEOPLE):
        uploaders.append(Uploader(sign_up(program, Person(program.url, f"p{number}")), number))
    assert program.stop() == 0
    return uploaders


def _clear_back_off(data: Path) -> None:
    """Make queued emails due now, without the back-off of hours after several failures."""
    with closing(sqlite3.connect(data / "lintbox.db")) as database, database:
        database.execute("UPDATE outbox SET due_at = created_at WHERE state = 'queued'")


def _evaluate(program: Program, smtp: SmtpServer, kills: int, uploaders: list[Uploader]) -> Verdict:
    files = {id_: (one.person, name) for one in uploaders for id_, name in one.acknowledged.items()}
    names = {name for _, name in files.values()}
    _wait_for_emails(smtp, names, lambda: any(_has_pending_checks(one.person) for one in uploaders))
    assert program.process.poll() is None
    copies = Counter(str(email["Message-ID"]) for email in smtp.emails)
    return Verdict(
        kills=kills,
        acknowledged=len(files),
        # each file has one finding, an unused import
        without_result=sum(person.read(id_)["state"] != "failed" for id_, (person, _) in files.items()),
        emails_missing=len(names - _find_notified(smtp)),
        doubled=copies.total() - len(copies),
        in_two_emails=sum(count > 1 for count in _count_emails(smtp).values()),
        integrity="unknown",
    )


def _wait_for_emails(smtp: SmtpServer, names: set[str], checks_queued: Callable[[], bool]) -> None:
    """Return when all emails have arrived, or none for _NO_EMAIL_TIMEOUT_SECONDS."""
    arrived, end = 0, time.monotonic() + _NO_EMAIL_TIMEOUT_SECONDS
    while time.monotonic() < end and (checks_queued() or names - _find_notified(smtp)):
        if len(smtp.received) > arrived:
            arrived, end = len(smtp.received), time.monotonic() + _NO_EMAIL_TIMEOUT_SECONDS
        time.sleep(2)


def _has_pending_checks(person: Person) -> bool:
    answer = person.api.get("/files?limit=1&state=queued,running").json()
    return bool(answer["total"])


def _find_notified(smtp: SmtpServer) -> set[str]:
    """Return the names of the files whose results have arrived."""
    return {*_count_emails(smtp)}


def _count_emails(smtp: SmtpServer) -> Counter[str]:
    """Count the emails, without copies, with the result of each file; one has those of a whole upload."""
    names = {}
    for received in smtp.received:
        message_id = re.search(rb"^Message-ID: (\S+)", received.data, re.MULTILINE)
        assert message_id
        names[message_id[1]] = {*re.findall(rb"p\d-\d{5}\.py", received.data)}
    return Counter(name.decode() for named in names.values() for name in named)


def _check_integrity(data: Path) -> str:
    with closing(sqlite3.connect(data / "lintbox.db")) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def main() -> int:
    kills, *engine = sys.argv[1:]
    place = Place()
    verdict = run_campaign(place, int(kills), with_engine=_ENGINE in engine)
    print(verdict, flush=True)
    if not verdict.holds:
        print(f"acknowledged data was lost; the data directory is kept in {place.folder}")
        return 1
    place.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
