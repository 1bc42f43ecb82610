"""Decoding the file names of multipart parts; an invalid name fails only its part."""

from __future__ import annotations

from typing import Literal
from unicodedata import normalize

import httpx
import pytest

from tests.people import Person

Form = Literal["NFC", "NFD"]

NAMES = {
    b"; filename=\"=?utf-8?B?w5xidW5nLnB5?=\"; filename*=utf-8''%C3%9Cbung.py": "Übung.py",
    b'; filename="=?utf-8?B?w5xidW5nLnB5?="': "Übung.py",
    b"; filename==?utf-8?B?w5xidW5nLnB5?=": "Übung.py",
    b'; filename="=?utf-8?Q?=C3=9Cbung_1=2Epy?="': "Übung 1.py",
    b'; filename="=?iso-8859-1?Q?=DCbung.py?="': "Übung.py",
    b'; filename="=?punycode?B?w5xidW5nLnB5?=.py"': "=?punycode?B?w5xidW5nLnB5?=.py",
    b'; filename="=?utf-8?B?=C3?=.py"': "=?utf-8?B?=C3?=.py",
    b"; filename*=UTF-8''%C3%9Cbung.py": "Übung.py",
    b"; filename*=UTF-8'de'%C3%9Cbung.py": "Übung.py",
    b"; filename*=\"utf-8''%C3%9Cbung.py\"": "Übung.py",
    b"; FileName*=utf-8''%C3%9Cbung.py ; x=y": "Übung.py",
    b"; filename* = utf-8''%C3%9Cbung.py": "Übung.py",
    b"; filename*=iso-8859-1''%DCbung.py": "Übung.py",
    b"; filename*=utf-8''a%20b.py; filename=\"plain.py\"": "a b.py",
    b"; filename*=utf-8''%FF.py; filename=\"plain.py\"": "plain.py",
    b"; filename*=punycode''%C3%9Cbung.py; filename=\"plain.py\"": "plain.py",
    b'; filename*=broken; filename="plain.py"': "plain.py",
    b'; filename="%C3%9Cbung.py"': "Übung.py",
    b"; filename=%C3%9Cbung.py": "Übung.py",
    b'; filename="a%20b.py"': "a%20b.py",
    b'; filename="100%25.py"': "100%25.py",
    b'; filename="100%.py"': "100%.py",
    b'; filename="%FF.py"': "%FF.py",
    b'; filename="a%22b.py"': 'a"b.py',
    b'; filename="a\\"b.py"': 'a"b.py',
    b"; filename=\"a; filename*=utf-8''b.py\"": "a; filename*=utf-8''b.py",
    '; filename="Übung.py"'.encode(): "Übung.py",
    normalize("NFD", '; filename="Übung.py"').encode(): "Übung.py",
    b'; filename="C:\\Users\\me\\a.py"': "a.py",
    b'; filename="' + b"x" * 252 + b'.py"': "x" * 252 + ".py",
}
REFUSED = {
    "Latin-1": b'; filename="\xdcbung.py"',
    "Latin-1 in an extended name": b"; filename*=utf-8''%DCbung.py",
    "half a character": b'; filename="\xc3.py"',
    "too long": b'; filename="' + b"x" * 300 + b'.py"',
    "far too long": b'; filename="' + b"x" * 9_000 + b'.py"',
    "far too long and percent-encoded": b"; filename*=utf-8''" + b"%C3%9C" * 1_500 + b".py",
    "a line feed": b"; filename*=utf-8''a%0Ab.py",
    "NUL": b"; filename*=utf-8''a%00b.py",
    "only a path": b'; filename="/"',
}


def post(person: Person, *dispositions: bytes) -> httpx.Response:
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="file"%s\r\n\r\nx = 1\n\r\n' % disposition
        for disposition in dispositions
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return person.api.post("/files", content=b"".join(parts) + b"--b--\r\n", headers=headers)


def test_every_encoding_of_a_name_is_decoded(alice: Person) -> None:
    response = post(alice, *NAMES)
    assert response.status_code == 201, response.text
    assert [file["name"] for file in response.json()["files"]] == list(NAMES.values())


@pytest.mark.parametrize("disposition", REFUSED.values(), ids=REFUSED.keys())
def test_an_invalid_name_fails_only_its_part(alice: Person, disposition: bytes) -> None:
    response = post(alice, b'; filename="a.py"', disposition, b'; filename="b.py"')
    assert response.status_code == 201, response.text
    assert [file["name"] for file in response.json()["files"]] == ["a.py", "b.py"]
    assert [rejection["code"] for rejection in response.json()["rejected"]] == ["bad-name"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_search_finds_a_name_in_every_unicode_normal_form(alice: Person, form: Form) -> None:
    post(alice, normalize("NFD", '; filename="Übung.py"').encode(), b'; filename="other.py"')
    found = alice.api.get("/files", params={"q": normalize(form, "übung")}).json()
    assert [file["name"] for file in found["files"]] == [normalize("NFC", "Übung.py")]


@pytest.mark.parametrize(
    "boundary", [b'"\xff"', b'"\xc3\xa4"', b'"a\x85b"', b'"\xed\xa0\x80"', b'" "', b"x" * 3_000]
)
def test_no_boundary_breaks_the_server(alice: Person, boundary: bytes) -> None:
    headers = {b"Content-Type": b"multipart/form-data; boundary=" + boundary}
    assert alice.api.post("/files", content=b"--------", headers=headers).status_code == 400


def test_any_bytes_can_be_a_boundary(alice: Person) -> None:
    body = b'--\xff\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\n\r\n--\xff--\r\n'
    headers = {b"Content-Type": b'multipart/form-data; boundary="\xff"'}
    assert alice.api.post("/files", content=body, headers=headers).status_code == 201
