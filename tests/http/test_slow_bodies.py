"""An incomplete or slow head or body gets a response and closes its connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from sanic import HTTPResponse, Request, Sanic
from sanic.application.state import ApplicationServerInfo
from sanic.config import Config
from sanic.http.constants import HTTP

from lintbox.settings import Settings
from lintbox.web.bodies import read_chunks
from lintbox.web.budgets import make_budgets
from lintbox.web.problems import Problems
from lintbox.web.server import Server

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve one route that reads its body, with short timeouts."""
    listener = socket.create_server(("127.0.0.1", 0))
    number: int = listener.getsockname()[1]
    ended, started = Event(), Event()
    thread = Thread(target=asyncio.run, args=(_serve(listener, started, ended),))
    thread.start()
    assert started.wait(60)
    yield number
    ended.set()
    thread.join(60)


async def _serve(listener: socket.socket, started: Event, ended: Event) -> None:
    config: Config = Config(env_prefix="")
    config.REQUEST_TIMEOUT = 0.3  # type: ignore[assignment]  # a number
    app: Sanic[Any, Any] = Sanic("slow", config=config, error_handler=Problems(), configure_logging=False)
    app.state.server_info.append(ApplicationServerInfo({"version": HTTP.VERSION_1}))
    app.ctx.budgets = make_budgets(Settings(_env_file=None), 100)
    app.add_route(_count, "/", methods=["POST"], stream=True)
    server = Server(app)
    await server.start(listener)
    started.set()
    await asyncio.to_thread(ended.wait)
    await server.stop()


async def _count(request: Request) -> HTTPResponse:
    return HTTPResponse(str(sum([len(chunk) async for chunk in read_chunks(request, interval_seconds=0.3)])))


def exchange(port: int, data: bytes, again: bytes = b"") -> bytes:
    """Send ``data``, then ``again`` repeatedly; return what is received until the connection closes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(0.05)
        connection.sendall(data)
        for _ in range(200):
            try:
                chunk = connection.recv(65536)
            except TimeoutError:
                connection.sendall(again)
                continue
            except ConnectionResetError:  # sent after the response
                return received
            if not chunk:
                return received
            received += chunk
    raise AssertionError(f"the connection stayed open: {received!r}")


@pytest.mark.parametrize(
    ("head", "again"),
    [
        (b"Content-Length: 1000\r\n\r\n{", b""),
        (b"Content-Length: 1000\r\n\r\n", b""),
        (b"Content-Length: 1000\r\n\r\n{", b" "),
        (b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b""),
        (b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"1\r\n \r\n"),
    ],
    ids=["stops", "never begins", "trickles", "stops in chunks", "trickles in chunks"],
)
def test_an_incomplete_body_is_408_and_closes_the_connection(port: int, head: bytes, again: bytes) -> None:
    response = exchange(port, HEAD + head, again)
    assert response.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"too-slow"' in response


@pytest.mark.parametrize("again", [b"", b"x", b"X: y\r\n"], ids=["stops", "trickles", "endless headers"])
def test_an_incomplete_head_is_408_and_closes_the_connection(port: int, again: bytes) -> None:
    response = exchange(port, HEAD, again)
    assert response.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in response.lower()


def test_a_body_above_the_minimum_rate_is_read(port: int) -> None:
    response = exchange(port, HEAD + b"Connection: close\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000)
    assert response.endswith(b"\r\n\r\n200000")
