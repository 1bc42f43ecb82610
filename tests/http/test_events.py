"""Every open page hears of what changes, within a second."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest

from tests.http.conftest import Come, Start
from tests.http.streams import Stream
from tests.http.waiting import until
from tests.people import Person

Listen = Callable[[Person], Stream]


@pytest.fixture
def listen() -> Listen:
    """Open streams; they end with the server."""
    return Stream


def test_upload_result_and_deletion_are_heard_within_a_second(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    at = time.monotonic()
    file_id = alice.upload_one("a.py", b"x = 1\n")
    assert stream.wait(file_id, "created") - at < 1
    stream.wait(file_id, "updated")
    alice.wait(file_id)
    at = time.monotonic()
    alice.api.delete(f"/files/{file_id}")
    assert stream.wait(file_id, "deleted") - at < 1


def test_who_reads_after_the_last_event_reads_the_end(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    file_id = alice.upload_one("a.py", b"import os\n")

    def has_been_told() -> bool:
        told = len(stream.heard)
        file = alice.read(file_id)
        return file["state"] == "failed" and file["checks"][0]["mail"]["state"] == "sent" and told > 0

    until(has_been_told)
    last_change = time.monotonic()
    until(lambda: stream.heard[-1][1] == "updated")
    assert stream.heard[-1][2] < last_change + 1


def test_replacing_and_checking_again_are_heard(alice: Person, listen: Listen) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    stream = listen(alice)
    alice.replace(file_id, "a.py", b"x = 2\n")
    stream.wait(file_id, "updated")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    later = listen(alice)
    assert alice.api.post(f"/files/{file_id}/checks").status_code == 201
    later.wait(file_id, "updated")


def test_both_of_ones_pages_hear(alice: Person, listen: Listen) -> None:
    first, second = listen(alice), listen(alice)
    file_id = alice.upload_one("a.py", b"x = 1\n")
    first.wait(file_id, "created")
    second.wait(file_id, "created")


def test_nobody_hears_of_somebody_elses_files(alice: Person, bob: Person, listen: Listen) -> None:
    hers, his = listen(alice), listen(bob)
    file_id = alice.upload_one("a.py", b"x = 1\n")
    own = bob.upload_one("b.py", b"x = 1\n")
    alice.wait(file_id)
    bob.wait(own)
    hers.wait(file_id, "updated")
    his.wait(own, "updated")
    assert {one for one, _, _ in his.heard} == {own}
    assert {one for one, _, _ in hers.heard} == {file_id}


def test_nobody_without_a_session_hears_anything(charlie: Person) -> None:
    answer = charlie.api.get("/events")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


def test_whose_session_has_ended_hears_of_nothing_more(alice: Person, listen: Listen) -> None:
    stream = listen(alice)
    assert alice.api.delete("/session").status_code == 204
    assert alice.sign_in().status_code == 200
    alice.upload_one("a.py", b"x = 1\n")
    stream.close()
    assert stream.heard == []


def test_a_listener_who_leaves_holds_nothing_up(alice: Person) -> None:
    for _ in range(20):
        with alice.api.stream("GET", "/events") as answer:
            assert answer.status_code == 200
    assert alice.wait(alice.upload_one("a.py", b"x = 1\n"))["state"] == "passed"


def test_the_server_ends_open_streams_when_it_stops(start: Start, come: Come) -> None:
    server = start()
    alice = come(server, "alice").arrive()
    streams = [Stream(alice) for _ in range(3)]
    assert server.stop() == 0
    for stream in streams:
        stream.close()
    assert all(stream.ended for stream in streams)
    with pytest.raises(httpx.TransportError):
        alice.api.get("/session")
