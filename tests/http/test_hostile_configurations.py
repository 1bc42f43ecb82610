"""Hostile configurations and profiles get a clear error and affect nobody else."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from tests.hostile_configurations import hostile_configurations
from tests.people import Person

MOST_BYTES = 200_000


def test_hostile_configurations_do_not_block_other_users(alice: Person, bob: Person) -> None:
    file_id = bob.upload_one("b.py", b"import os\n")
    with ThreadPoolExecutor(1) as beside:
        for text in islice(hostile_configurations(), 0, None, 12):
            # encoded here: httpx cannot encode a lone surrogate
            asked = beside.submit(
                alice.api.post,
                "/profiles/read",
                content=json.dumps({"text": text}),
                headers={"Content-Type": "application/json"},
            )
            assert bob.read(file_id)["id"] == file_id
            response = asked.result()
            assert response.status_code in (200, 422), (response.status_code, text[:80])
            assert len(response.content) <= MOST_BYTES
    assert bob.wait(file_id)["state"] == "failed"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("#" * 65_537, "65,536 are the most"),
        ("\n" * 2_500, "2,000 are the most"),
        ("[flake8]\nbuiltins=" + "a" * 4_000, "4,000 are the most"),
    ],
    ids=["bytes", "lines", "characters"],
)
def test_a_configuration_over_a_limit_is_refused_with_the_limit(alice: Person, text: str, error: str) -> None:
    response = alice.api.post("/profiles/read", json={"text": text})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert error in response.json()["errors"]["text"]


def test_a_configuration_of_64_kib_is_read(alice: Person) -> None:
    text = "[flake8]\nmax-line-length = 90\n" + f"#{'x' * 3_000}\n" * 22
    response = alice.api.post("/profiles/read", json={"text": text[:65_536]})
    assert response.status_code == 200
    assert response.json()["options"] == {"max-line-length": 90}


@pytest.mark.parametrize("select", ["ALL", "X999", "S"])
def test_a_profile_that_finds_nothing_needs_confirmation(alice: Person, select: str) -> None:
    body = {"name": f"Only {select}", "options": {"select": [select]}}
    asked = alice.api.post("/profiles", json=body)
    assert (asked.status_code, set(asked.json()["errors"])) == (422, {"confirm_finds_nothing"})
    assert select in asked.json()["detail"]
    made = alice.api.post("/profiles", json={**body, "confirm_finds_nothing": True})
    assert made.status_code == 201
    assert (made.json()["unknown_codes"], made.json()["finds_nothing"]) == ([select], True)
    path = f"/profiles/{made.json()['id']}"
    assert alice.api.patch(path, json=body).status_code == 422
    assert alice.api.patch(path, json={**body, "confirm_finds_nothing": True}).status_code == 200
    read = alice.api.post("/profiles/read", json={"text": f"[flake8]\nselect = {select}\n"}).json()
    assert (read["unknown_codes"], read["finds_nothing"]) == ([select], True)


def test_unknown_codes_beside_known_ones_are_stored_and_reported(alice: Person) -> None:
    made = alice.api.post("/profiles", json={"name": "Mixed", "options": {"select": ["E", "S"]}})
    assert made.status_code == 201
    assert (made.json()["unknown_codes"], made.json()["finds_nothing"]) == (["S"], False)
