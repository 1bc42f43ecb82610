"""The other users: they read pages, upload and sign in during an attack, and note what they get."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Self

import httpx

from tests.people import PLAIN, READY, Person

_UPLOAD_PAUSE_SECONDS = 0.3
_LOOK_SECONDS = 0.05
# what is uploaded, and what its check has to say
_KINDS: tuple[tuple[str, str, list[str]], ...] = (
    ("x = 1", "passed", []),
    ("import os", "failed", ["F401"]),
    ("x = [1,2]", "failed", ["E231"]),
)


@dataclass
class Observations:
    """Seconds of each request that was answered as it should be; what was not is in ``failed``."""

    pages: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    sign_ins: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def make_client(url: str, address: str, timeout: float) -> httpx.Client:
    """A client that opens a connection for each request, as a newcomer's browser does."""
    limits = httpx.Limits(max_keepalive_connections=0)
    transport = httpx.HTTPTransport(local_address=address, limits=limits, verify=PLAIN, trust_env=False)
    return httpx.Client(base_url=f"{url}/api/v1", transport=transport, timeout=timeout, trust_env=False)


class Others:
    """A reader, one who uploads, and those who sign in, each kind in a thread; one whose files wait."""

    def __init__(
        self,
        reader: Person,
        uploader: Person,
        backlog_owner: Person,
        newcomers: Sequence[Person],
        page_pause_seconds: float,
    ) -> None:
        self.observations = Observations()
        self._newcomers = newcomers
        self._page_pause_seconds = page_pause_seconds
        self._reader, self._uploader, self._backlog_owner = reader, uploader, backlog_owner
        self._backlog: dict[str, int] = {}
        self._over = Event()
        works = (self._read_pages, self._upload, self._sign_in)
        self._threads = [Thread(target=self._go_on, args=(work,), daemon=True) for work in works]

    def queue(self, count: int) -> None:
        """Upload files at once, whose checks then wait beside those of the attacker."""
        sources = {f"waiting_{number}.py": make_source(number) for number in range(count)}
        answer = self._backlog_owner.upload(sources)
        assert answer.status_code == 201, answer.text
        self._backlog = {file["id"]: number for number, file in enumerate(answer.json()["files"])}

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def finish(self, seconds: float = 60) -> Observations:
        """Wait for the checks of what was queued, and return what was observations."""
        for file_id, number in self._backlog.items():
            try:
                self._compare(self._backlog_owner.wait(file_id, seconds), number)
            except (httpx.TransportError, AssertionError) as error:
                self.observations.changed.append(f"waiting_{number}.py: {type(error).__name__} {error}")
        return self.observations

    def _go_on(self, work: Callable[[int], None]) -> None:
        number = 0
        while not self._over.is_set() or number == 0:  # each is seen once, however short the attack
            try:
                work(number)
            except httpx.TransportError as error:
                self.observations.failed.append(f"{work.__name__}: {type(error).__name__}")
            except AssertionError as error:
                self.observations.failed.append(f"{work.__name__}: {str(error)[:300]}")
            number += 1

    def _read_pages(self, number: int) -> None:
        url = str(self._reader.api.base_url).partition("/api/")[0]
        begun = time.perf_counter()
        answer = self._reader.api.get(f"{url}/" if number % 2 else "/files")
        assert answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}"
        self.observations.pages.append(time.perf_counter() - begun)
        time.sleep(self._page_pause_seconds)

    def _upload(self, number: int) -> None:
        begun = time.perf_counter()
        file_id = self._uploader.upload_one(f"mine_{number}.py", make_source(number))
        while (file := self._uploader.read(file_id))["state"] not in READY:
            time.sleep(_LOOK_SECONDS)
        self.observations.uploads.append(time.perf_counter() - begun)
        self._compare(file, number)
        self._over.wait(_UPLOAD_PAUSE_SECONDS)

    def _sign_in(self, number: int) -> None:
        begun = time.perf_counter()
        answer = self._newcomers[number % len(self._newcomers)].sign_in()
        assert answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}"
        self.observations.sign_ins.append(time.perf_counter() - begun)
        self._over.wait(_UPLOAD_PAUSE_SECONDS)

    def _compare(self, file: dict[str, object], number: int) -> None:
        _, state, codes = _KINDS[number % len(_KINDS)]
        check = file["checks"][0]  # type: ignore[index]
        found = [finding["code"] for finding in check["findings"]]
        if (file["state"], found) != (state, codes):
            self.observations.changed.append(f"{file['name']}: {file['state']} {found} {check['error']}")


def make_source(number: int) -> bytes:
    """A content that nobody has checked before."""
    return f"{_KINDS[number % len(_KINDS)][0]}  # {secrets.token_hex(8)}\n".encode()
