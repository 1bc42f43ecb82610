"""Asks a NATS server for its workers, beside a running server and without a trace."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from nats.aio.client import Client

from lintbox.domain import Engine, Tools
from lintbox.lint.cluster import layout
from lintbox.lint.cluster.connection import Connection
from lintbox.lint.cluster.layout import Address
from lintbox.lint.cluster.roster import Roster
from lintbox.lint.workers.limits import Limits

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 1.0


async def probe(address: Address, tools: Tools, limits: Limits) -> Engine:
    """Return what answers within a second.

    Raises:
        EngineUnusable: a certificate cannot be read.
    """
    roster, asked = Roster(), asyncio.Event()

    async def ask(client: Client) -> None:
        await roster.subscribe(client)
        await roster.ask(client)
        asked.set()

    connection = Connection(address, name="lintbox-doctor", inbox=layout.SERVER_INBOX, on_open=ask)
    connecting = asyncio.create_task(connection.run())
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CONNECT_SECONDS):
                await asked.wait()
            await asyncio.sleep(_ANSWER_SECONDS)
        return Engine(
            address=address.url,
            server=connection.server,
            problem=connection.problem,
            workers=roster.list_workers(layout.describe_versions(tools, limits)),
            waiting=0,
            unacknowledged=0,
            redelivered=0,
            max_payload_bytes=connection.max_payload_bytes,
            certificate_expires_at=connection.first_expiry,
        )
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await connection.close()
