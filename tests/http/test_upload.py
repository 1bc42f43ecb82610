"""Uploads: each part is validated on its own."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.raw_http import connect
from tests.people import Person
from tests.running import Running

MANY = 1024**2
BOUNDARY = "----x"


def body_of(*parts: tuple[bytes, bytes]) -> bytes:
    """Build a multipart body from Content-Disposition parameters and data."""
    written = b"".join(
        b"------x\r\nContent-Disposition: form-data%s\r\n\r\n%s\r\n" % (more, data) for more, data in parts
    )
    return written + b"------x--\r\n"


def post(
    person: Person, body: bytes, kind: str = f"multipart/form-data; boundary={BOUNDARY}"
) -> httpx.Response:
    return person.api.post("/files", content=body, headers={"Content-Type": kind})


def refusal(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    return response.status_code, problem["code"]


def test_a_file_is_accepted_and_queued(alice: Person) -> None:
    data = b"import os\nx = 1\n"
    response = alice.upload({"a.py": data})
    assert response.status_code == 201
    (file,) = response.json()["files"]
    assert (file["name"], file["size"], file["lines"], file["state"]) == ("a.py", 16, 2, "queued")
    assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert (file["checked_at"], len(file["checks"])) == (None, 1)
    assert response.json()["rejected"] == []


def test_the_findings_equal_flake8s(alice: Person) -> None:
    file = alice.wait(alice.upload_one("a.py", b"import os\nx = 1 \n"))
    check = file["checks"][0]
    assert (file["state"], check["total"], check["truncated"], check["error"]) == ("failed", 2, False, None)
    unused, trailing = check["findings"]
    assert unused == {
        "code": "F401",
        "line": 1,
        "column": 1,
        "text": "'os' imported but unused",
        "category": "unused",
        "status": None,
    }
    assert (trailing["code"], trailing["line"], trailing["column"]) == ("W291", 2, 6)
    assert (trailing["text"], trailing["category"]) == ("trailing whitespace", "layout")
    assert (
        check["categories"]["unused"],
        check["categories"]["layout"],
        sum(check["categories"].values()),
    ) == (1, 1, 2)
    assert check["tool"].keys() >= {"flake8", "pycodestyle", "pyflakes", "mccabe", "python"}
    assert check["duration_ms"] >= 0
    assert check["created_at"] <= check["started_at"] <= check["finished_at"] == file["checked_at"]


def test_several_parts_become_files_in_order(alice: Person) -> None:
    names = ["c.py", "a.py", "b.PY", "a.py"]
    response = post(
        alice, body_of(*((b'; name="file"; filename="%s"' % n.encode(), b"x = 1\n") for n in names))
    )
    assert [file["name"] for file in response.json()["files"]] == names
    assert len({file["id"] for file in response.json()["files"]}) == 4


def test_a_rejected_part_does_not_fail_the_others(alice: Person) -> None:
    response = alice.upload(
        {
            "a.py": b"x = 1\n",
            "b.txt": b"x",
            "c.py": b"x" * (MANY + 1),
            "d.py": b"\n" * 20_001,
            "e.py": b"",
            ".py/": b"",
        }
    )
    assert response.status_code == 201
    assert [file["name"] for file in response.json()["files"]] == ["a.py", "e.py", ".py"]
    rejected = [(part["name"], part["code"]) for part in response.json()["rejected"]]
    assert rejected == [("b.txt", "not-python"), ("c.py", "too-large"), ("d.py", "too-many-lines")]
    assert all(part["detail"].endswith(".") for part in response.json()["rejected"])


@pytest.mark.parametrize(
    ("status", "code", "name", "data"),
    [
        (422, "not-python", "a.txt", b"x"),
        (422, "not-python", "a.py.exe", b"x"),
        (422, "not-python", "py", b"x"),
        (422, "bad-name", "x" * 253 + ".py", b"x"),
        (422, "bad-name", "   ", b"x"),
        (422, "bad-name", "a\u2028.py", b"x"),
        (413, "too-large", "a.py", b"x" * (MANY + 1)),
        (422, "too-many-lines", "a.py", b"\n" * 20_001),
    ],
)
def test_if_every_part_is_rejected_the_problem_gives_the_reasons(
    alice: Person, status: int, code: str, name: str, data: bytes
) -> None:
    response = alice.upload({name: data})
    assert refusal(response) == (status, code)
    assert [part["code"] for part in response.json()["rejected"]] == [code]
    assert alice.api.get("/files").json()["total"] == 0


def test_an_empty_file_is_a_file_and_passes(alice: Person) -> None:
    file = alice.wait(alice.upload_one("__init__.py", b""))
    assert (file["state"], file["size"], file["lines"]) == ("passed", 0, 0)


@pytest.mark.parametrize(("lines", "data"), [(20_000, b"\n" * 20_000), (20_000, b"\n" * 19_999 + b"#")])
def test_the_maximum_number_of_lines_is_accepted(alice: Person, lines: int, data: bytes) -> None:
    assert alice.upload({"a.py": data}).json()["files"][0]["lines"] == lines


def test_a_file_of_the_maximum_size_is_accepted(alice: Person) -> None:
    data = (b"#" * 63 + b"\n") * (MANY // 64)
    file_id = alice.upload_one("a.py", data)
    assert alice.read(file_id)["size"] == MANY
    assert alice.api.get(f"/files/{file_id}/content").content == data


def test_the_maximum_number_of_parts_is_accepted(alice: Person) -> None:
    response = alice.upload({f"{number}.py": b"x = 1\n" for number in range(50)})
    assert (response.status_code, len(response.json()["files"])) == (201, 50)


def test_more_than_the_maximum_number_of_parts_is_refused(alice: Person) -> None:
    response = alice.upload({f"{number}.py": b"x = 1\n" for number in range(51)})
    assert refusal(response) == (422, "too-many-files")
    assert alice.api.get("/files").json()["total"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"------x--\r\n",
        body_of((b'; name="other"; filename="a.py"', b"x")),
        body_of((b'; name="file"', b"x")),
        body_of((b'; name="file"; filename=""', b"")),
    ],
    ids=["no part", "part with another name", "field and no file", "nothing chosen"],
)
def test_a_request_without_a_file_is_refused(alice: Person, body: bytes) -> None:
    assert refusal(post(alice, body)) == (422, "no-file")


def test_other_fields_are_ignored(alice: Person) -> None:
    response = post(
        alice, body_of((b'; name="note"', b"hi"), (b'; name="file"; filename="a.py"', b"x = 1\n"))
    )
    assert [file["name"] for file in response.json()["files"]] == ["a.py"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        body_of((b'; name="file"; filename="a.py"', b"x"))[:-6],
        b"------x\r\n\r\n\r\n------x--\r\n",
        b"------x\r\nContent-Disposition: attachment\r\n\r\nx\r\n------x--\r\n",
        b"------x\r\nno header\r\n\r\nx\r\n------x--\r\n",
        b"------x\r\n" + b"X: " + b"x" * 70_000 + b"\r\n\r\nx\r\n------x--\r\n",
    ],
    ids=["empty", "nonsense", "cut", "no headers", "attachment", "no header", "long header"],
)
def test_a_malformed_body_is_refused(alice: Person, body: bytes) -> None:
    response = post(alice, body)
    assert refusal(response) == (400, "bad-request")
    assert "Error(" not in response.json()["detail"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/x-python",
        "multipart/form-data",
        "multipart/mixed; boundary=x",
        "multipart/form-data; boundary=",
        "",
        ";",
    ],
)
def test_other_content_types_are_refused(alice: Person, kind: str) -> None:
    assert refusal(post(alice, b"x = 1\n", kind)) == (415, "unsupported-media-type")


@pytest.mark.parametrize("boundary", ["x" * 300, '"', '"a b"', "\x7f", "----x; boundary=y"])
def test_an_invalid_boundary_is_a_client_error(alice: Person, boundary: str) -> None:
    response = post(alice, body_of(), f"multipart/form-data; boundary={boundary}")
    assert 400 <= response.status_code < 500


def test_an_excessive_content_length_is_refused_without_reading(server: Running, alice: Person) -> None:
    token = alice.api.cookies["lintbox"]
    head = (
        f"POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nCookie: lintbox={token}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 99999999999\r\n\r\n"
    )
    with connect(server.url) as connection:
        connection.sendall(head.encode())
        response = connection.makefile("rb").read(4000)
    assert response.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"too-large"' in response


def test_a_chunked_body_is_counted_while_it_arrives(start: Start, new_person_on: NewPersonOn) -> None:
    alice = new_person_on(start(upload_max_bytes="1KiB", upload_max_files=2), "alice").sign_up()

    def pour() -> Any:
        yield b'------x\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\n'
        for _ in range(100):
            yield b"#" * 1000

    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    assert refusal(alice.api.post("/files", content=pour(), headers=kind)) == (413, "too-large")
    assert alice.upload({"a.py": b"x = 1\n"}).status_code == 201


def test_the_quota_of_files_is_enforced(start: Start, new_person_on: NewPersonOn) -> None:
    alice = new_person_on(start(quota_files=2), "alice").sign_up()
    response = alice.upload({"a.py": b"", "b.py": b"", "c.py": b""})
    assert [part["code"] for part in response.json()["rejected"]] == ["quota"]
    assert refusal(alice.upload({"d.py": b""})) == (507, "quota")
    assert alice.api.get("/files").json()["total"] == 2


def test_the_quota_of_bytes_is_enforced(start: Start, new_person_on: NewPersonOn) -> None:
    alice = new_person_on(start(quota_bytes="1KiB"), "alice").sign_up()
    file_id = alice.upload_one("a.py", b"#" * 1000)
    assert refusal(alice.upload({"b.py": b"#" * 25})) == (507, "quota")
    assert refusal(alice.replace(file_id, "a.py", b"#" * 1025)) == (507, "quota")
    assert alice.replace(file_id, "a.py", b"#" * 1024).status_code == 200


def test_each_content_is_stored_once(alice: Person, bob: Person) -> None:
    data = b"# the very same bytes\n"
    ids = [alice.upload_one("a.py", data), alice.upload_one("b.py", data)]
    other = bob.upload_one("c.py", data)
    assert alice.read(ids[0])["sha256"] == bob.read(other)["sha256"]
    alice.api.delete(f"/files/{ids[0]}")
    assert alice.api.get(f"/files/{ids[1]}/content").content == data
    assert bob.api.get(f"/files/{other}/content").content == data


def test_the_response_lists_earlier_files_of_the_same_name(alice: Person, bob: Person) -> None:
    bob.upload_one("a.py", b"")
    first, second = alice.upload_one("a.py", b""), alice.upload_one("a.py", b"x = 1\n")
    response = alice.upload({"a.py": b"y = 1\n", "b.py": b""}).json()
    assert response["same_name"] == {response["files"][0]["id"]: [second, first]}
    assert alice.upload({"c.py": b""}).json()["same_name"] == {}


def test_files_of_one_upload_are_not_earlier_files(alice: Person) -> None:
    parts = [("file", ("a.py", b"", "text/x-python"))] * 2
    assert alice.api.post("/files", files=parts).json()["same_name"] == {}
