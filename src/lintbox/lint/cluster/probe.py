"""Asks a NATS server for its workers, beside a running server and without a trace."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from nats.aio.client import Client

from lintbox.domain import Engine, Tools
from lintbox.lint.cluster import layout
from lintbox.lint.cluster.connection import Connection, find_expiry
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
        expiries = (find_expiry(address.certificate), connection.server_certificate_expires_at)
        return Engine(
            address=address.url,
            server=connection.server,
            problem=connection.problem,
            workers=roster.list_workers(layout.describe_versions(tools, limits)),
            waiting=0,
            unacknowledged=0,
            redelivered=0,
            max_payload_bytes=connection.client.max_payload if connection.is_connected else 0,
            certificate_expires_at=min(filter(None, expiries), default=None),
        )
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await connection.close()
