"""The names of uploaded files: kept without their path, refused where they deceive, sent back exactly."""

from __future__ import annotations

import os
from hashlib import sha256
from urllib.parse import unquote

import pytest

from tests.http.test_upload import body_of, post, refusal
from tests.people import Person


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\ada\\a.py", "a.py"),
        ("/home/ada/a.py", "a.py"),
        ("../../../../etc/passwd.py", "passwd.py"),
        (" a.py ", "a.py"),
        ("A.PY", "A.PY"),
        (".py", ".py"),
        ("a b;c'd&e=f%20.py", "a b;c'd&e=f%20.py"),
        ("<script>alert(1)<\\script>.py", "script>.py"),
        ("größe ⚖ 程序 🦒.py", "größe ⚖ 程序 🦒.py"),
        ("שלום مرحبا.py", "שלום مرحبا.py"),
        ("x" * 252 + ".py", "x" * 252 + ".py"),
    ],
)
def test_a_name_is_kept_without_its_path(alice: Person, sent: str, kept: str) -> None:
    file_id = alice.upload_one(sent, b"x = 1\n")
    assert alice.read(file_id)["name"] == kept


@pytest.mark.parametrize("name", ["ab\u202eyp.exe.py", "a\u2066b.py"], ids=ascii)
def test_a_name_with_bidirectional_controls_is_refused(alice: Person, name: str) -> None:
    assert refusal(alice.upload({name: b"x = 1\n"})) == (422, "bad-name")


@pytest.mark.parametrize(
    "name",
    ["a\r\nb.py", "a\nb.py", "a\tb.py", "a\0b.py", "a\x1b[31m.py", "a\x85.py", ".."],
    ids=ascii,
)
def test_an_unprintable_name_is_refused(alice: Person, name: str) -> None:
    raw = name.encode().replace(b"\r\n", b"%0D%0A").replace(b"\n", b"%0A")
    responses = [
        post(alice, body_of((b'; name="file"; filename="%s"' % n, b"x"))) for n in (raw, name.encode())
    ]
    for response in responses:
        if response.status_code == 201:  # a percent sign is literal
            assert "%0" in response.json()["files"][0]["name"]
        else:
            assert response.status_code in {400, 422}


@pytest.mark.parametrize(
    "name", ["größe ⚖ 🦒.py", 'quo"te.py', "a b.py", "semi;colon.py", "a%41.py", "ünï.py"]
)
def test_a_download_has_the_exact_bytes_and_name(alice: Person, name: str) -> None:
    data = os.urandom(3000) + b"\r\n\x00\r\xef\xbb\xbf"
    body = body_of((b'; name="file"; filename="%s"' % name.replace('"', '\\"').encode(), data))
    file_id = post(alice, body).json()["files"][0]["id"]
    response = alice.api.get(f"/files/{file_id}/content")
    assert response.content == data
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["etag"] == f'"{sha256(data).hexdigest()}"'
    kind, plain, true = response.headers["content-disposition"].split("; ", 2)
    assert kind == "attachment"
    assert plain.startswith('filename="')
    assert plain.isascii()
    assert unquote(true.removeprefix("filename*=UTF-8''")) == name
