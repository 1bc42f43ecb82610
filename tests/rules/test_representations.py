"""A client that has the current content gets no second copy, and gzip only if it accepts that."""

from __future__ import annotations

import gzip
from types import SimpleNamespace
from typing import Any

import pytest
from sanic import HTTPResponse
from sanic.compat import Header

from lintbox.web.assets import build_json, respond

ASSET = build_json(b'{"codes": []}')


def ask(*headers: tuple[str, str]) -> HTTPResponse:
    request: Any = SimpleNamespace(headers=Header(headers))
    return respond(request, ASSET)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ('"other",W/{etag}', 304),
        ('"a, b", {etag}', 304),
        ("*", 304),
        ('"other"', 200),
        ('"*"', 200),
        ("", 200),
    ],
)
def test_a_client_with_the_current_content_gets_304(sent: str, status: int) -> None:
    response = ask(("If-None-Match", sent.format(etag=ASSET.etag)))
    assert (response.status, response.headers["ETag"]) == (status, ASSET.etag)


def test_tags_may_be_spread_over_several_lines() -> None:
    assert ask(("If-None-Match", '"other"'), ("If-None-Match", ASSET.etag)).status == 304


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("gzip; q=0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.0, *", False),
        ("*;q=0", False),
        ("gzip;q=0.5, identity", False),
        ("gzip;q=2", False),
        ("notgzip", False),
        ("identity", False),
        ("", False),
    ],
)
def test_only_a_client_that_accepts_gzip_gets_it(accepted: str, compressed: bool) -> None:
    response = ask(("Accept-Encoding", accepted))
    assert response.headers.get("Content-Encoding") == ("gzip" if compressed else None)
    assert response.body is not None
    assert (gzip.decompress(response.body) if compressed else response.body) == ASSET.data


def test_the_compressed_content_has_a_tag_of_its_own() -> None:
    plain, packed = ask(), ask(("Accept-Encoding", "gzip"))
    assert plain.headers["ETag"] != packed.headers["ETag"]
    known = ("If-None-Match", str(packed.headers["ETag"]))
    assert ask(known, ("Accept-Encoding", "gzip")).status == 304
    assert ask(known).status == 200
