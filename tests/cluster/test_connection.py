"""The connection comes back whatever the other side sends; a check that was purged is published again."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from nats.aio.client import Client

from lintbox.domain import Profile
from lintbox.lint.cluster.connection import Connection
from lintbox.lint.cluster.dispatcher import Dispatcher, EngineAwayError
from lintbox.lint.cluster.layout import SERVER_INBOX, Address
from lintbox.lint.cluster.messages import RemoteCheck
from tests.cluster.programs import CERTIFICATES, Queue, address_of, until

INFO = b'INFO {"server_id": "x", "version": "2.15.1", "max_payload": 1000000, "headers": true}\r\n'
DIGEST = "0123456789ab"
Serve = Callable[[int, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def do_nothing(_: Client) -> None:
    pass


def make_connection(address: Address, ping_seconds: float = 5.0) -> Connection:
    return Connection(
        address,
        name="lintbox",
        inbox=SERVER_INBOX,
        on_open=do_nothing,
        retry_seconds=0.05,
        ping_seconds=ping_seconds,
    )


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, greeting: bytes) -> None:
    """Greet, and answer pings until the client goes."""
    with suppress(ConnectionError, ValueError):
        writer.write(greeting)
        while line := await reader.readline():
            if line.startswith(b"PING"):
                writer.write(b"PONG\r\n")
    writer.close()


@asynccontextmanager
async def connected_to(serve: Serve, ping_seconds: float = 5.0) -> AsyncIterator[Connection]:
    """Connect to what answers in ``serve``, which gets the number of the connection, from 1 on."""
    opened: list[asyncio.StreamWriter] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)
        await serve(len(opened), reader, writer)

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    address = Address(f"nats://127.0.0.1:{port}", None, None, None)
    connection = make_connection(address, ping_seconds)
    running = asyncio.create_task(connection.run())
    yield connection
    assert not running.done()
    running.cancel()
    await connection.close()
    server.close()
    for writer in opened:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


# nats-py leaves the stream of a failed attempt to the garbage collector
@pytest.mark.filterwarnings("ignore:unclosed <StreamWriter:ResourceWarning")
def test_a_server_that_sends_anything_else_is_tried_again() -> None:
    junk = b"INFO " + b"x" * 200_000  # nats-py raises a ValueError at a line that is too long
    greetings = {1: junk, 3: junk}
    hang_up = asyncio.Event()

    async def serve(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering = asyncio.create_task(answer(reader, writer, greetings.get(number, INFO)))
        if number == 2:
            await hang_up.wait()
            writer.close()
        await answering

    async def connect() -> None:
        async with connected_to(serve) as connection:
            await until(lambda: connection.is_connected)
            hang_up.set()
            await until(lambda: connection.is_connected and connection.generation == 2)

    asyncio.run(connect())
    gc.collect()  # here, where the warning is filtered


def test_a_server_that_is_cut_off_while_much_is_sent_is_tried_again() -> None:
    async def serve(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if number > 1:
            await answer(reader, writer, INFO)
            return
        writer.write(INFO + b"PONG\r\n")  # and nothing more is read or said

    async def connect() -> None:
        async with connected_to(serve, ping_seconds=0.05) as connection:
            await until(lambda: connection.is_connected)
            for _ in range(12):
                await connection.client.publish("subject", bytes(1_000_000))
            await until(lambda: connection.is_connected and connection.generation == 2)

    asyncio.run(connect())


@pytest.mark.filterwarnings("ignore:unclosed <StreamWriter:ResourceWarning")
def test_a_server_of_another_authority_is_not_believed(queue: Queue) -> None:
    connection = make_connection(address_of(queue)._replace(ca=CERTIFICATES / "foreign.pem"))

    async def connect() -> None:
        running = asyncio.create_task(connection.run())
        await until(lambda: "The encrypted connection was refused" in (connection.problem or ""))
        assert not connection.is_connected
        running.cancel()
        await connection.close()

    asyncio.run(connect())
    gc.collect()  # here, where the warning is filtered


def test_a_check_that_was_purged_while_it_was_acknowledged_is_published_again(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def purge() -> None:
        connection = make_connection(address_of(queue))
        running = asyncio.create_task(connection.run())
        await until(lambda: connection.is_connected)
        dispatcher = Dispatcher(connection, 60)
        await dispatcher.lay(DIGEST)
        publish = connection.client.jetstream().publish

        class Purging:
            async def publish(self, *arguments: Any) -> Any:
                acknowledged = await publish(*arguments)
                monkeypatch.undo()
                await dispatcher.lay(DIGEST)
                return acknowledged

        monkeypatch.setattr(connection.client, "jetstream", Purging)
        check = asyncio.create_task(dispatcher.run(RemoteCheck("", "a.py", b"", Profile(), ""), 60))
        await until(lambda: not isinstance(connection.client.jetstream(), Purging))
        await dispatcher.publish_missing()
        assert (await dispatcher.read_consumer()).num_pending == 1
        check.cancel()
        running.cancel()
        await connection.close()

    asyncio.run(purge())


def test_a_check_that_was_never_published_is_not_the_fault_of_its_file() -> None:
    async def wait() -> None:
        connection = make_connection(Address("nats://127.0.0.1:1", None, None, None))
        with pytest.raises(EngineAwayError) as raised:
            await Dispatcher(connection, 60).run(RemoteCheck("", "a.py", b"", Profile(), ""), 0.01)
        assert not raised.value.was_published

    asyncio.run(wait())
