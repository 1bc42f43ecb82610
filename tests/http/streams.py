"""A browser's ear: reads an event stream in a thread of its own."""

from __future__ import annotations

import json
import time
from threading import Thread

import httpx

from tests.http.waiting import until
from tests.people import Person


class Stream:
    """``heard`` are the changes, each with the moment at which it came."""

    def __init__(self, person: Person) -> None:
        self.heard: list[tuple[str, str, float]] = []
        self.said_hello = False
        self.ended = False
        self._api = httpx.Client(
            base_url=person.api.base_url, cookies=person.api.cookies, timeout=30, trust_env=False
        )
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()
        until(lambda: self.said_hello)

    def wait(self, file_id: str, change: str) -> float:
        """Return when the change was heard."""
        return until(lambda: [at for one, what, at in self.heard if (one, what) == (file_id, change)])[0]

    def close(self) -> None:
        """Wait until the server has ended the stream."""
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _listen(self) -> None:
        with self._api, self._api.stream("GET", "/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            event = ""
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "hello":
                    self.said_hello = True
                elif name == "data":
                    told = json.loads(value)
                    assert (event, told.keys()) == ("file", {"id", "change"})
                    self.heard.append((told["id"], told["change"], time.monotonic()))
        self.ended = True
