"""An attack as a value, and what the attacking process can do."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from tests.people import PLAIN

_ANSWER_SECONDS = 120


class Size(NamedTuple):
    """At most ``steps`` steps by ``parallel`` threads; none begins later than ``seconds`` after the first."""

    steps: int
    parallel: int
    seconds: float


class Account(NamedTuple):
    """A registered, signed-in attacker."""

    email: str
    cookie: str


@dataclass
class Tally:
    """``answers`` counts by status, ``cut`` where there was none; ``wrong`` are broken promises."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Attacker:
    """Attacks one server; methods may be called from several threads."""

    def __init__(self, url: str, size: Size, accounts: Sequence[Account]) -> None:
        self.url = url
        self.size = size
        self.accounts = accounts
        self.tally = Tally()
        self._lock = Lock()
        self._end = 0.0

    def begin(self) -> None:
        """Tell the harness to begin measuring: the preparations are over."""
        self._end = time.monotonic() + self.size.seconds
        print("begun", flush=True)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def sign_in(self, number: int = 0) -> httpx.Client:
        """Return a client with the session of one account."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        client = httpx.Client(
            base_url=f"{self.url}/api/v1",
            timeout=_ANSWER_SECONDS,
            trust_env=False,
            limits=limits,
            verify=PLAIN,
        )
        if self.accounts:
            client.cookies.set("lintbox", self.accounts[number % len(self.accounts)].cookie)
        return client

    def repeat(self, step: Callable[[int], object]) -> None:
        """Call ``step`` with 0, 1, 2 … as the size says."""

        def call(number: int) -> None:
            if self.seconds_left:
                step(number)

        with ThreadPoolExecutor(self.size.parallel) as threads:
            list(threads.map(call, range(self.size.steps)))

    def ask(self, client: httpx.Client, method: str, path: str, **content: Any) -> httpx.Response | None:
        """Send a request, count its response, and return it; None if the connection was cut."""
        try:
            answer = client.request(method, path, **content)
        except httpx.TransportError as error:
            self.count("cut" if not isinstance(error, httpx.TimeoutException) else "timeout")
            return None
        self.count(str(answer.status_code))
        if answer.status_code in (429, 503) and not answer.headers.get("retry-after", "").isdigit():
            self.record_broken(f"{method} {path}: {answer.status_code} without Retry-After")
        if answer.status_code >= 500 and answer.status_code not in (503, 507):
            self.record_broken(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer

    def count(self, status: str) -> None:
        with self._lock:
            self.tally.answers[status] += 1

    def record_broken(self, sentence: str) -> None:
        """Record a broken promise; the first ten are kept."""
        with self._lock:
            if len(self.tally.wrong) < 10:
                self.tally.wrong.append(sentence)

    def note(self, sentence: str) -> None:
        with self._lock:
            self.tally.notes.append(sentence)

    def connect(self, receive_bytes: int = 0) -> socket.socket | None:
        """Return a connection, which takes few bytes at once; None, counted, where there is none."""
        address = urlsplit(self.url)
        connection = socket.socket()
        connection.settimeout(5)
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        try:
            connection.connect((address.hostname, address.port))
            return connection
        except OSError:
            connection.close()
            self.count("refused")
            return None

    def exchange(self, data: bytes) -> bytes:
        """Send bytes on a connection of their own, and return what is answered until its end."""
        connection = self.connect()
        if connection is None:
            return b""
        with closing(connection):
            connection.settimeout(_ANSWER_SECONDS)
            answer = b""
            with suppress(OSError):  # cut: what came before is the answer
                connection.sendall(data)
                while more := connection.recv(65536):
                    answer += more
        self._classify(answer, "cut")
        return answer

    def leave(self, connection: socket.socket) -> None:
        """Close a connection, and count what has been answered on it until now."""
        answer, without = b"", "cut"
        connection.setblocking(False)
        try:
            answer = connection.recv(65536)
        except BlockingIOError:
            without = "open"
        except OSError:
            pass  # cut without an answer
        connection.close()
        self._classify(answer, without)

    def _classify(self, answer: bytes, without: str) -> None:
        status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.") else without
        self.count(status)
        if status in ("429", "503") and b"\nretry-after: " not in answer.lower():
            self.record_broken(f"{status} without Retry-After: {answer[:300]!r}")
        if status.startswith("5") and status not in ("503", "507"):
            self.record_broken(f"{answer[:300]!r}")


@dataclass(frozen=True)
class Attack:
    """An attack under a name.

    ``descriptors`` limits the server's, soft and hard; ``near`` attacks from the network of the others;
    with ``slow_mail`` there is a mail server that takes half a second for each email.
    """

    name: str
    about: str
    run: Callable[[Attacker], None]
    small: Size
    full: Size
    near: bool = False
    slow_mail: bool = False
    descriptors: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
