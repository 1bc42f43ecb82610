"""Requests in numbers: lists, and HTTP that is no HTTP."""

from __future__ import annotations

from contextlib import closing

from tests.siege.attack import Attack, Attacker, Size

_HOST = b"Host: localhost\r\nConnection: close\r\n"
_POST = b"POST /api/v1/users HTTP/1.1\r\n" + _HOST + b"Content-Type: application/json\r\n"
_ODD = (
    b"POST /api/v1/files HTTP/1.1\r\n" + _HOST + b'Content-Type: multipart/form-data; boundary="\xff"\r\n'
    b"Content-Length: 4\r\n\r\n----",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n0xd\r\n{}\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
    _POST + b"Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n1_0\r\n{}\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n2;" + b"x" * 90_000 + b"\r\n{}\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    _POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    _POST + b"Content-Length: +2\r\n\r\n{}",
    _POST + b"Content-Length: 2 \r\n\r\n{}",
    _POST + b"Content-Length: 1_0\r\n\r\n{}",
    _POST + "Content-Length: ²\r\n\r\n{}".encode("latin-1"),
    b"GET / HTTP/1.1\r\n" + _HOST + b"X-A: b\r\n folded\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + _HOST + b"X-A\0: b\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + _HOST + b"X-A: " + b"b" * 60_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + _HOST + b"X: 1\r\n" * 5_000 + b"\r\n",
    b"GET / HTTP/1.1\r\n" + _HOST + b"Cookie: " + b"lintbox=a; " * 700 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + _HOST + b"X-Forwarded-For: " + b"1.2.3.4, " * 800 + b"\r\n\r\n",
    b"GET /" + b"%ff" * 2_000 + b" HTTP/1.1\r\n" + _HOST + b"\r\n",
    b"GET /?" + b"a=b&" * 1_900 + b" HTTP/1.1\r\n" + _HOST + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n",
    b"\r\n" * 200 + b"GET / HTTP/1.1\r\n" + _HOST + b"\r\n",
)
# these must not be taken for a request: a proxy may read them otherwise
_AMBIGUOUS = range(1, 10)


def send_odd(attacker: Attacker) -> None:
    """Requests that two readers could read in two ways, or none at all; each may write a line of the log."""
    attacker.begin()

    def send(number: int) -> None:
        kind = number % len(_ODD)
        answer = attacker.exchange(_ODD[kind])
        if kind in _AMBIGUOUS and answer.startswith(b"HTTP/1.1 2"):
            attacker.record_broken(f"taken: {_ODD[kind][-60:]!r}")

    attacker.repeat(send)


def list_much(attacker: Attacker) -> None:
    """M9: lists over many files, searched and sorted, side by side."""
    rows = 5_000 if attacker.size.steps > 500 else 100
    queries = (
        "?limit=200",
        "?q=zzz",
        "?sort=name&limit=200",
        "?q=F401",
        "?state=failed&limit=200",
        "?limit=1",
    )
    with closing(attacker.sign_in()) as client:
        for first in range(0, rows, 50):
            parts = [("file", (f"{number}.py", b"import os\n")) for number in range(first, first + 50)]
            client.post("/files", files=parts)
        attacker.begin()
        attacker.repeat(lambda number: attacker.ask(client, "GET", f"/files{queries[number % len(queries)]}"))


def ask_anonymously(attacker: Attacker) -> None:
    """As many requests as go, by nobody: pages, probes, the API description, what is not there."""
    paths = ("/openapi.json", "/about", "/nothing", "/session", "/files")
    with closing(attacker.sign_in()) as client:
        attacker.begin()
        attacker.repeat(lambda number: attacker.ask(client, "GET", paths[number % len(paths)]))


ATTACKS = (
    Attack("odd-http", "malformed and ambiguous requests", send_odd, Size(54, 4, 4), Size(5_000, 8, 20)),
    Attack("M9-lists", "60 lists over 5,000 files", list_much, Size(60, 8, 3), Size(20_000, 60, 20)),
    Attack("requests", "anonymous requests", ask_anonymously, Size(200, 8, 2), Size(50_000, 32, 20)),
)
