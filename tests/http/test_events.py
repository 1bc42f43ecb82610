"""Server-sent events reach every open page within a second."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from lintbox.storage.directory import DATABASE
from lintbox.web.event_stream import HEARTBEAT_SECONDS
from tests.http.conftest import NewPersonOn, Start
from tests.http.event_streams import EventStream
from tests.http.raw_http import connect
from tests.http.waiting import until
from tests.people import Person

Listen = Callable[[Person], EventStream]


@pytest.fixture
def listen() -> Listen:
    """Open an event stream, which ends with the server."""
    return EventStream


def test_upload_result_and_deletion_are_published_at_once(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    at = time.monotonic()
    file_id = alice.upload_one("a.py", b"x = 1\n")
    assert stream.wait(file_id, "created") - at < HEARTBEAT_SECONDS / 2
    stream.wait(file_id, "updated")
    alice.wait(file_id)
    at = time.monotonic()
    alice.api.delete(f"/files/{file_id}")
    assert stream.wait(file_id, "deleted") - at < HEARTBEAT_SECONDS / 2


def test_reading_after_the_last_event_gives_the_final_state(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    file_id = alice.upload_one("a.py", b"import os\n")
    events_read = 0

    def is_final() -> bool:
        """Read the file as a page does: only after an event."""
        nonlocal events_read
        if len(stream.changes) == events_read:
            return False
        events_read = len(stream.changes)
        file = alice.read(file_id)
        return (file["state"], file["checks"][0]["mail"]["state"]) == ("failed", "sent")

    until(is_final)


def test_replacing_and_rechecking_are_published(alice: Person, listen: Listen) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    stream = listen(alice)
    alice.replace(file_id, "a.py", b"x = 2\n")
    stream.wait(file_id, "updated")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    later = listen(alice)
    assert alice.api.post(f"/files/{file_id}/checks").status_code == 201
    later.wait(file_id, "updated")


def test_what_a_client_that_went_away_has_done_is_published(
    start: Start, new_person_on: NewPersonOn, listen: Listen
) -> None:
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    file_id = alice.upload_one("a.py", b"x = 1\n")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    stream = listen(alice)
    cookie = f"lintbox={alice.api.cookies['lintbox']}"
    host = alice.api.base_url.netloc.decode()
    request = f"DELETE /api/v1/files/{file_id} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n"
    with closing(sqlite3.connect(server.data_dir / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with connect(server.url) as connection:
            connection.sendall(request.encode())
            time.sleep(0.3)  # the request waits for the lock
        time.sleep(0.3)  # the server has seen that its client went away
        other.execute("ROLLBACK")
    stream.wait(file_id, "deleted")
    assert server.stop() == 0


def test_every_stream_of_a_user_gets_events(alice: Person, listen: Listen) -> None:
    first, second = listen(alice), listen(alice)
    file_id = alice.upload_one("a.py", b"x = 1\n")
    first.wait(file_id, "created")
    second.wait(file_id, "created")


def test_streams_carry_only_the_users_own_files(alice: Person, bob: Person, listen: Listen) -> None:
    alices, bobs = listen(alice), listen(bob)
    file_id = alice.upload_one("a.py", b"x = 1\n")
    own = bob.upload_one("b.py", b"x = 1\n")
    alice.wait(file_id)
    bob.wait(own)
    alices.wait(file_id, "updated")
    bobs.wait(own, "updated")
    assert {one for one, _, _ in bobs.changes} == {own}
    assert {one for one, _, _ in alices.changes} == {file_id}


def test_a_stream_needs_a_session(charlie: Person) -> None:
    response = charlie.api.get("/events")
    assert (response.status_code, response.json()["code"]) == (401, "not-signed-in")


def test_a_stream_ends_with_its_session(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    assert alice.api.delete("/session").status_code == 204
    assert alice.sign_in().status_code == 200
    alice.upload_one("a.py", b"x = 1\n")
    stream.close()
    assert stream.changes == []


def test_signing_out_ends_a_stream_before_its_next_heartbeat(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    began = time.monotonic()
    assert alice.api.delete("/session").status_code == 204
    stream.close()
    assert time.monotonic() - began < HEARTBEAT_SECONDS / 2


def test_a_disconnected_stream_blocks_nothing(alice: Person) -> None:
    for _ in range(20):
        with alice.api.stream("GET", "/events") as response:
            assert response.status_code == 200
    assert alice.wait(alice.upload_one("a.py", b"x = 1\n"))["state"] == "passed"


def test_the_server_ends_open_streams_when_it_stops(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    streams = [EventStream(alice) for _ in range(3)]
    assert server.stop() == 0
    for stream in streams:
        stream.close()
    assert all(stream.ended for stream in streams)
    with pytest.raises(httpx.TransportError):
        alice.api.get("/session")
