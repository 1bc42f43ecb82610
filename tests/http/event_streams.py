"""Reads a server-sent event stream in a thread."""

from __future__ import annotations

import json
import time
from threading import Thread

import httpx

from tests.http.waiting import until
from tests.people import PLAIN, Person


class EventStream:
    """``changes`` are file id, change, and the monotonic time of arrival."""

    def __init__(self, person: Person) -> None:
        self.changes: list[tuple[str, str, float]] = []
        self.connected = False
        self.ended = False
        self._api = httpx.Client(
            base_url=person.api.base_url,
            cookies=person.api.cookies,
            timeout=60,
            trust_env=False,
            verify=PLAIN,
        )
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()
        until(lambda: self.connected)

    def wait(self, file_id: str, change: str) -> float:
        """Wait for the change and return its time of arrival."""
        return until(lambda: [at for one, what, at in self.changes if (one, what) == (file_id, change)])[0]

    def close(self) -> None:
        """Wait until the server has ended the stream."""
        self._thread.join(60)
        assert not self._thread.is_alive()

    def _listen(self) -> None:
        with self._api, self._api.stream("GET", "/events") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            event = ""
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "hello":
                    self.connected = True
                elif name == "data":
                    data = json.loads(value)
                    assert (event, data.keys()) == ("file", {"id", "change"})
                    self.changes.append((data["id"], data["change"], time.monotonic()))
        self.ended = True
