"""Attacks on one server, with other users at work: prepared, measured, and evaluated."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.accounts import add_user
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running
from tests.siege.attack import Account, Attack, Size, Tally
from tests.siege.attacker import Process
from tests.siege.memory import Memory, Watch
from tests.siege.others import Observations, Others, make_client
from tests.smtp import Fault, SmtpServer

# addresses of this machine in two networks, as a server sees them
NEAR, FAR = "127.0.0.1", "127.0.9.2"
LOG_BYTES = 1024**2
# what a server may keep of an attack: caches, and what the allocator gives back late
_KEPT_BYTES = 50 * 1024**2
# emails that are under way when a more urgent one comes
_MOST_BEFORE = 16


class Scale(NamedTuple):
    """How many attackers, other users and queued files; how long to wait, to recover, and between pages."""

    attackers: int
    newcomers: int
    waiting: int
    max_wait_seconds: float
    recovery_seconds: float
    page_pause_seconds: float


QUICK = Scale(
    attackers=2, newcomers=2, waiting=6, max_wait_seconds=20, recovery_seconds=0, page_pause_seconds=0.1
)
FULL = Scale(
    attackers=8, newcomers=8, waiting=40, max_wait_seconds=30, recovery_seconds=30, page_pause_seconds=0.02
)


class Outcome(NamedTuple):
    """What the other users, the server and the attacker measured."""

    attack: Attack
    tally: Tally
    others: Observations
    before: Memory
    peak: Memory
    after: Memory
    log_bytes: int
    broken: list[str]

    @property
    def wrong(self) -> list[str]:
        """Each promise that was broken; none is what is promised."""
        return [*self.tally.wrong, *self.others.failed, *self.others.changed, *self.broken]


class Siege:
    """A server of its own, with attackers and others who have accounts there."""

    def __init__(self, running: Running, scale: Scale, mail_server: SmtpServer | None = None) -> None:
        self.running = running
        self._mail_server = mail_server
        self._scale = scale
        self._accounts = [self._register(f"mallory{number}") for number in range(scale.attackers)]
        names = [
            "reader",
            "uploader",
            "backlog",
            *(f"newcomer{number}" for number in range(scale.newcomers)),
        ]
        self._people = [self._register(name) for name in names]

    def run(self, attack: Attack, size: Size) -> Outcome:
        """Run one attack and return its outcome; the server keeps running."""
        logged = self.running.log.stat().st_size
        if self._mail_server:
            self._mail_server.script("END", *[Fault.PAUSE] * 10_000)
        with ExitStack() as stack:
            people = [
                self._connect_from(stack, person, NEAR if attack.near else FAR) for person in self._people
            ]
            others = Others(people[0], people[1], people[2], people[3:], self._scale.page_pause_seconds)
            others.queue(self._scale.waiting)
            watch = stack.enter_context(Watch(self.running.process.pid))
            with Process(attack, size, self.running.url, self._accounts) as process, others:
                tally = process.wait()
                if self._mail_server:
                    measure_reset(people[-1], self._mail_server, tally)
            observations = others.finish()
            after = watch.wait_until_back(watch.before.server + _KEPT_BYTES, self._scale.recovery_seconds)
        written = self.running.log.stat().st_size - logged
        broken = find_broken(self.running, logged)
        return Outcome(attack, tally, observations, watch.before, watch.peak, after, written, broken)

    def _register(self, name: str) -> Account:
        email = f"{name}-{secrets.token_hex(4)}@school.example"
        return Account(email, add_user(self.running.data_dir, email))

    def _connect_from(self, stack: ExitStack, account: Account, address: str) -> Person:
        """Return a user of the account, at an address of this machine."""
        person = Person(self.running.url, "user")
        person.api.close()
        person.email = account.email
        person.api = make_client(self.running.url, address, self._scale.max_wait_seconds)
        person.api.cookies.set("lintbox", account.cookie)
        stack.callback(person.api.close)
        return person


@contextmanager
def start_siege(
    folder: Path,
    scale: Scale,
    *,
    descriptors: int = 0,
    settings: Mapping[str, str] | None = None,
    slow_mail: bool = False,
) -> Iterator[Siege]:
    """Start a server with people on it."""
    given = dict(settings or {})
    with ExitStack() as stack:
        mail_server = stack.enter_context(SmtpServer()) if slow_mail else None
        if mail_server:
            given |= {"smtp_host": mail_server.host, "smtp_port": str(mail_server.port)}
            given |= {"smtp_security": "none", "mail_from": "lintbox@school.example"}
        running = Running(folder / "data", port=0, descriptors=descriptors, **given)
        stack.callback(stop, running)
        yield Siege(running, scale, mail_server)


def stop(running: Running) -> None:
    if running.process.poll() is None:
        running.kill()


def find_emails(mail_server: SmtpServer, recipient: str) -> list[EmailMessage]:
    return [email for email in list(mail_server.emails) if email["To"] == recipient]


def measure_reset(person: Person, mail_server: SmtpServer, tally: Tally) -> None:
    """Ask for a new password while results wait; its email must not stand behind them."""
    begun, sent = time.monotonic(), len(mail_server.emails)
    assert person.api.post("/users/forgot", json={"email": person.email}).status_code == 202
    until(lambda: any("password" in mail["Subject"] for mail in find_emails(mail_server, person.email)), 120)
    behind = len(mail_server.emails) - sent
    tally.notes.append(f"a reset email came after {time.monotonic() - begun:.1f} s with {behind} others")
    if behind > _MOST_BEFORE:
        tally.wrong.append(f"a reset email stood behind {behind} others")


def find_broken(running: Running, logged: int) -> list[str]:
    """Return what is wrong with the server itself after an attack."""
    if running.process.poll() is not None:
        return [f"the server ended with {running.process.returncode}"]
    broken = []
    with closing(make_client(running.url, FAR, 20)) as client:
        try:
            status = client.get(f"{running.url}/healthz").status_code
        except httpx.TransportError as error:
            broken.append(f"healthz: {type(error).__name__}")
        else:
            broken += [] if status == httpx.codes.OK else [f"healthz: {status}"]
    with running.log.open("rb") as log:
        log.seek(logged)
        text = log.read()
    if len(text) > LOG_BYTES:
        broken.append(f"the log grew by {len(text):,} bytes")
    if b"Traceback" in text:
        broken.append(text[text.index(b"Traceback") :][:2000].decode("utf-8", "replace"))
    return broken
