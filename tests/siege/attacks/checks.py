"""Many findings, and many checks of one file."""

from __future__ import annotations

from contextlib import closing
from itertools import cycle

import httpx

from tests.siege.attack import Attack, Attacker, Size

_MAX_RESPONSE_BYTES = 2 * 1024**2
# the findings of the newest check only: four for each line of the file, about 150 bytes each
_MAX_BYTES_A_LINE = 1_000
_MAX_CHECKS_A_FILE = 20
_FINDINGS = b"import os;x=[1,2 ]\n"


def read_much(attacker: Attacker) -> None:
    """M2: a file with thousands of findings, checked again and again, read whole by several."""
    with closing(attacker.sign_in()) as client:
        rounds, rows = (60, 1_250) if attacker.size.steps > 100 else (4, 200)
        answer = client.post("/files", files={"file": ("a.py", _FINDINGS * rows)})
        mine = answer.json()["files"][0]["id"]
        for _ in range(rounds):
            while client.get(f"/files/{mine}").json()["state"] in ("queued", "running"):
                pass
            if attacker.ask(client, "POST", f"/files/{mine}/checks") is None:
                break
        attacker.begin()
        profiles = cycle(("strict", "black", "first-course", None))

        def read(number: int) -> None:
            if number % 4:
                answer = attacker.ask(client, "GET", f"/files/{mine}")
            else:
                body = {"profile": next(profiles)}
                answer = attacker.ask(client, "PUT", f"/files/{mine}/profile", json=body)
            if answer is not None and len(answer.content) > min(
                _MAX_RESPONSE_BYTES, rows * _MAX_BYTES_A_LINE
            ):
                attacker.record_broken(f"an answer of {len(answer.content):,} bytes")

        attacker.repeat(read)


def check_again(attacker: Attacker) -> None:
    """M8: the same content checked again as often as it goes; each check is a row, and may be an email."""
    with closing(attacker.sign_in()) as client:
        content = _FINDINGS * 100
        count = 10 if attacker.size.steps > 100 else 1
        files = [("file", (f"{number}.py", content)) for number in range(count)]
        ids = [file["id"] for file in client.post("/files", files=files).json()["files"]]
        attacker.begin()

        def check(number: int) -> None:
            file_id = ids[number % len(ids)]
            answer = attacker.ask(client, "POST", f"/files/{file_id}/checks")
            if answer is not None and answer.status_code == httpx.codes.CREATED and number % 3 == 0:
                attacker.ask(client, "POST", "/checks/outdated")

        attacker.repeat(check)
        if attacker.tally.answers["201"] > count * _MAX_CHECKS_A_FILE:
            attacker.record_broken(f"{attacker.tally.answers['201']} checks of {count} files were accepted")


def replace_much(attacker: Attacker) -> None:
    """Sibling of M8: replacing and deleting make rows, contents and emails, too."""
    with closing(attacker.sign_in()) as client:
        mine = client.post("/files", files={"file": ("a.py", b"x = 1\n")}).json()["files"][0]["id"]
        attacker.begin()

        def replace(number: int) -> None:
            content = {"file": ("a.py", f"import os  # {number}\n".encode())}
            attacker.ask(client, "PATCH", f"/files/{mine}", files=content)

        attacker.repeat(replace)


def fill_outbox(attacker: Attacker) -> None:
    """M7: hundreds of results, uploaded one by one, whose emails wait for a slow mail server."""
    with closing(attacker.sign_in()) as client:
        attacker.begin()

        def upload(number: int) -> None:
            part = ("file", (f"{number}.py", f"x = {number}\n".encode()))
            attacker.ask(client, "POST", "/files", files=[part])

        attacker.repeat(upload)


ATTACKS = (
    Attack(
        "M7",
        "600 results for a slow mail server",
        fill_outbox,
        Size(60, 2, 4),
        Size(600, 2, 20),
        slow_mail=True,
    ),
    Attack("M2", "a file with 60 times 5,000 findings", read_much, Size(40, 4, 3), Size(2_000, 4, 20)),
    Attack("M8", "checked again without end", check_again, Size(60, 4, 3), Size(2_000, 4, 20)),
    Attack("replacing", "replaced without end", replace_much, Size(40, 4, 3), Size(2_000, 4, 20)),
)
