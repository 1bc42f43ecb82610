"""What workers say of themselves: bounded, and without the time of their clocks."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from lintbox.lint.cluster.roster import Roster, describe_worker

VERSIONS = {"Lintbox": "0.1.0"}


def describe(number: int = 1, **changes: str) -> bytes:
    metadata = describe_worker(str(number), f"room-{number}", 4, VERSIONS, None) | changes
    return json.dumps({"metadata": metadata}).encode()


def collect(*answers: bytes) -> Roster:
    roster = Roster()

    async def note_all() -> None:
        client = Client()
        for answer in answers:
            await roster.note(Msg(client, "", data=answer))

    asyncio.run(note_all())
    return roster


def test_a_worker_says_no_time_but_the_end_of_its_certificate() -> None:
    end = datetime(2030, 1, 1, tzinfo=UTC)
    said = describe_worker("1", "room-1", 4, VERSIONS, end)
    assert said == {
        "id": "1",
        "name": "room-1",
        "slots": "4",
        "versions": '{"Lintbox": "0.1.0"}',
        "certificate_expires_at": str(end.timestamp()),
    }
    (worker,) = collect(describe(certificate_expires_at=said["certificate_expires_at"])).list_workers(
        VERSIONS
    )
    assert worker.certificate_expires_at == end
    assert not worker.is_lost


def test_slots_are_bounded_for_one_worker_and_for_all() -> None:
    assert collect(describe(slots="9" * 30)).count_slots(VERSIONS) == 1_024
    assert collect(describe(slots="-5")).count_slots(VERSIONS) == 0
    assert collect(*(describe(number, slots="1000") for number in range(50))).count_slots(VERSIONS) == 1_024


def test_texts_and_the_number_of_workers_are_bounded() -> None:
    many = json.dumps({f"{n:0300}": "v" * 10 for n in range(150)})
    (worker,) = collect(describe(name="n" * 9_000, versions=many)).list_workers(VERSIONS)
    assert len(worker.name) == 200
    assert len(worker.versions) <= 100
    assert max(map(len, worker.versions)) == 200
    crowd = collect(*(describe(number) for number in range(2_100)))
    assert len(crowd.list_workers(VERSIONS)) == 2_000


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"[" * 50_000,
        b'{"metadata": []}',
        describe(slots="many"),
        describe(versions="[]"),
        describe(certificate_expires_at="1e300"),
        describe(certificate_expires_at="inf"),
        describe(certificate_expires_at="nan"),
        describe(name="n" * 70_000),
    ],
    ids=["empty", "list", "brackets", "no metadata", "slots", "versions", "late", "inf", "nan", "large"],
)
def test_what_is_no_worker_is_dropped(answer: bytes) -> None:
    assert collect(answer, describe(2)).count_slots(VERSIONS) == 4
