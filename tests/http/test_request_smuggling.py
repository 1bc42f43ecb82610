"""Ambiguous requests are refused and close the connection (RFC 9112 11.2)."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.http.raw_http import connect, parse_statuses, send
from tests.running import Running

# a second request after the first: it must get no response if the first is ambiguous
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
POST = b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"

HEADS = {
    "a blank before the colon": POST + b"Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}",
    "a blank before the colon of a length": POST + b"Content-Length : 2\r\n\r\n{}",
    "a tab before the colon": POST + b"Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
    "chunked and a length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
    "a length and chunked": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "two equal lengths": POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "a signed length": POST + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -2\r\n\r\n{}",
    "a length with an underscore": POST + b"Content-Length: 1_0\r\n\r\n{}",
    "a hexadecimal length": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "an empty length": POST + b"Content-Length: \r\n\r\n{}",
    "a length in other digits": POST + "Content-Length: ٢\r\n\r\n{}".encode(),
    "a length beyond all bounds": POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n{}",
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked in a list": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "another coding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "identity": POST + b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
    "chunked in quotes": POST + b'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "chunked with a control character": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "chunked in HTTP/1.0": CHUNKED.replace(b"1.1", b"1.0") + b"0\r\n\r\n",
    "a continued line": GET + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n",
    "a continued line with a tab": GET + b"X: a\r\n\tb\r\n\r\n",
    "a first line that continues": b"GET /healthz HTTP/1.1\r\n Host: localhost\r\nHost: localhost\r\n\r\n",
    "a line without a colon": GET + b"Transfer-Encoding chunked\r\n\r\n",
    "a line without a name": GET + b": x\r\n\r\n",
    "a name with a parenthesis": GET + b"X(Y): x\r\n\r\n",
    "a name that is not ASCII": GET + "Ü: x\r\n\r\n".encode(),
    "a NUL in a value": GET + b"X: a\x00b\r\n\r\n",
    "LF in a value": GET + b"X: a\nTransfer-Encoding: chunked\r\n\r\n",
    "CR in a value": GET + b"X: a\rTransfer-Encoding: chunked\r\n\r\n",
    "lines that end with LF": GET.replace(b"\r\n", b"\n") + b"\n",
    "lines that end with CR": GET.replace(b"\r\n", b"\r") + b"\r",
    "LF before the empty line": GET + b"X: a\n\r\n",
    "LF after the empty line": GET[:-2] + b"\n\n",
    "no version": b"GET /healthz\r\n\r\n",
    "another version": GET.replace(b"1.1", b"2.0") + b"\r\n",
    "a version with chunk digits": GET.replace(b"1.1", b"1.10") + b"\r\n",
    "a small version": GET.replace(b"HTTP/1.1", b"http/1.1") + b"\r\n",
    "two blanks": GET.replace(b"GET ", b"GET  ") + b"\r\n",
    "a tab for a blank": GET.replace(b"GET ", b"GET\t") + b"\r\n",
    "a blank in the target": GET.replace(b"/healthz", b"/heal thz") + b"\r\n",
    "a target that is not ASCII": GET.replace(b"/healthz", "/gesündz".encode()) + b"\r\n",
    "a control character in the target": GET.replace(b"/healthz", b"/heal\x7fthz") + b"\r\n",
    "a blank before the method": b" " + GET + b"\r\n",
    "a method with a colon": GET.replace(b"GET", b"G:T") + b"\r\n",
    "no request line": b"\r\n\r\n",
    "an expectation": POST + b"Content-Length: 2\r\nExpect: \xff\r\n\r\n{}",
}
CHUNKS = {
    "0x": b"0xd\r\n" + b" " * 13 + b"\r\n0\r\n\r\n",
    "a plus": b"+d\r\n" + b" " * 13 + b"\r\n0\r\n\r\n",
    "a minus": b"-d\r\n" + b" " * 13 + b"\r\n0\r\n\r\n",
    "an underscore": b"d_d\r\n" + b" " * 0xDD + b"\r\n0\r\n\r\n",
    "a blank first": b" d\r\n" + b" " * 13 + b"\r\n0\r\n\r\n",
    "a vertical tab": b"d\x0b\r\n" + b" " * 13 + b"\r\n0\r\n\r\n",
    "other digits": "٢\r\n{}\r\n0\r\n\r\n".encode(),
    "no size": b"\r\n{}\r\n0\r\n\r\n",
    "only an extension": b";a=b\r\n{}\r\n0\r\n\r\n",
    "emails": b"size\r\n{}\r\n0\r\n\r\n",
    "beyond all bounds": b"f" * 17 + b"\r\n{}\r\n0\r\n\r\n",
    "an endless size": b"0" * 400,
    "an endless extension": b"2;" + b"a" * 400,
    "LF after the size": b"2\n{}\r\n0\r\n\r\n",
    "CR after the size": b"2\r{}\r\n0\r\n\r\n",
    "LF in an extension": b"2;a\nb\r\n{}\r\n0\r\n\r\n",
    "NUL in an extension": b"2;a\x00b\r\n{}\r\n0\r\n\r\n",
    "no CRLF after the data": b"2\r\n{}0\r\n\r\n",
    "LF after the data": b"2\r\n{}\n0\r\n\r\n",
    "other bytes after the data": b"2\r\n{}XX0\r\n\r\n",
    "more data than the size": b"1\r\n{}\r\n0\r\n\r\n",
    "LF after the last": b"2\r\n{}\r\n0\n\n",
    "a trailer": b"2\r\n{}\r\n0\r\nX: y\r\n\r\n",
    "a smuggled trailer": b"2\r\n{}\r\n0\r\n" + SMUGGLED,
}


@pytest.mark.parametrize("request_bytes", HEADS.values(), ids=HEADS.keys())
def test_an_ambiguous_head_is_refused_and_closes_the_connection(
    server: Running, request_bytes: bytes
) -> None:
    received = send(server.url, request_bytes + SMUGGLED)
    assert parse_statuses(received) in ([400], [417])
    assert b"connection: close\r\n" in received.lower()


@pytest.mark.parametrize("body", CHUNKS.values(), ids=CHUNKS.keys())
def test_an_ambiguous_chunk_is_refused_and_closes_the_connection(server: Running, body: bytes) -> None:
    received = send(server.url, CHUNKED + body + SMUGGLED)
    assert parse_statuses(received) == [400]
    assert b"connection: close\r\n" in received.lower()


@pytest.mark.parametrize("body", CHUNKS.values(), ids=CHUNKS.keys())
def test_an_ambiguous_chunk_in_an_unread_body_closes_the_connection(server: Running, body: bytes) -> None:
    received = send(server.url, GET + b"Transfer-Encoding: chunked\r\n\r\n" + body + SMUGGLED)
    assert parse_statuses(received) == [200]


@pytest.mark.parametrize(
    "body",
    [
        b"2\r\n{}\r\n0\r\n\r\n",
        b"02\r\n{}\r\n000\r\n\r\n",
        b"2;a=b\r\n{}\r\n0;c\r\n\r\n",
        b'2 ; a="b"\r\n{}\r\n0\r\n\r\n',
        b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
    ],
)
def test_valid_chunks_are_read_and_the_connection_stays_open(server: Running, body: bytes) -> None:
    assert parse_statuses(send(server.url, CHUNKED + body + SMUGGLED)) == [422, 200]


@pytest.mark.parametrize(
    "line", [b"X:\r\n", b"X: \t a \t \r\n", b"X: \xfc\xff\r\n", b"!#$%&'*+-.^_`|~: x\r\n"]
)
def test_valid_chunk_lines_are_accepted(server: Running, line: bytes) -> None:
    assert parse_statuses(send(server.url, GET + line + b"\r\n" + SMUGGLED)) == [200, 200]


def test_a_body_of_many_tiny_chunks_is_refused(server: Running) -> None:
    received = send(server.url, CHUNKED + b"1\r\n \r\n" * 1_500)
    assert parse_statuses(received) == [400]


def test_an_ordinary_body_may_be_in_small_chunks(server: Running) -> None:
    received = send(server.url, CHUNKED + b"2\r\n {\r\n" * 400 + b"0\r\n\r\n" + SMUGGLED)
    assert parse_statuses(received) == [422, 200]


_WORDS = b"""GET POST / /api/v1/session /files HTTP/1.1 HTTP/1.0 : ; 0 5 {} %00 \x00 \xff chunked
Content-Length Transfer-Encoding Host:localhost Connection:keep-alive"""
_words = st.sampled_from([b"\r\n", b"\n", b"\r", b" ", b"\t", *_WORDS.split()])


@settings(max_examples=150)
@example([b"GET", b" ", b"/", b" ", b"HTTP/1.1", b"\r\n", b"\r\n"])
@given(st.lists(_words | st.binary(max_size=8), max_size=25))
def test_no_bytes_cause_a_server_error(server: Running, chunks: list[bytes]) -> None:
    with connect(server.url) as connection:
        # end of input, so that the server does not wait for the rest
        connection.sendall(b"".join(chunks))
        connection.shutdown(1)
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
    assert [status for status in parse_statuses(received) if status >= 500] == []
