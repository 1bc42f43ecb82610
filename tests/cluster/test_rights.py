"""What a certificate may do on the NATS server: a worker takes checks and answers, a stranger nothing."""

from __future__ import annotations

import asyncio
import ssl

import nats
import nats.errors
import pytest
from nats.aio.client import Client

from lintbox.lint.cluster import layout
from tests.cluster.programs import CERTIFICATES, Queue, until

REFUSED_TO_PUBLISH = (
    "lintbox.check.0123456789ab",
    f"$JS.API.STREAM.DELETE.{layout.STREAM}",
    f"$JS.API.STREAM.PURGE.{layout.STREAM}",
    f"$JS.API.STREAM.MSG.GET.{layout.STREAM}",
    f"$JS.API.STREAM.MSG.DELETE.{layout.STREAM}",
    f"$JS.API.CONSUMER.CREATE.{layout.STREAM}.mine",
    f"$JS.API.CONSUMER.DELETE.{layout.STREAM}.0123456789ab",
    f"$JS.ACK.{layout.STREAM}.0123456789ab.1.1.1.1.0",  # of a check that it was not given
    f"$SRV.INFO.{layout.SERVICE}",
    f"{layout.SERVER_INBOX}.anything",
)
REFUSED_TO_SUBSCRIBE = (
    f"{layout.ANSWERS}.>",
    f"{layout.CHECKS}.*",
    f"{layout.SERVER_INBOX}.>",
    "$JS.API.>",
    "$JS.ACK.>",
    ">",
)


def make_context(name: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")
    if name:
        context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / f"{name}-key.pem")
    return context


async def connect(queue: Queue, tls: ssl.SSLContext, errors: list[str]) -> Client:
    async def note(error: Exception) -> None:
        errors.append(str(error))

    return await nats.connect(
        queue.url,
        tls=tls,
        tls_handshake_first=True,
        inbox_prefix=layout.WORKER_INBOX,
        error_cb=note,
        allow_reconnect=False,
        connect_timeout=20,
    )


def test_a_worker_may_only_pull_answer_and_be_asked(queue: Queue) -> None:
    allowed = f"{layout.ANSWERS}.server.token"
    expected = {f'publish to "{subject.lower()}"' for subject in REFUSED_TO_PUBLISH}
    expected |= {f'subscription to "{subject.lower()}"' for subject in REFUSED_TO_SUBSCRIBE}

    async def try_all() -> None:
        errors: list[str] = []
        client = await connect(queue, make_context("worker"), errors)
        await client.publish(allowed, b"")
        for subject in REFUSED_TO_PUBLISH:
            await client.publish(subject, b"{}")
        for subject in REFUSED_TO_SUBSCRIBE:
            await client.subscribe(subject)
        await until(lambda: len(errors) >= len(expected))
        await client.close()
        assert {error.rpartition("permissions violation for ")[2] for error in errors} == expected

    asyncio.run(try_all())


@pytest.mark.parametrize("name", [None, "foreign"])
def test_without_a_certificate_of_the_authority_there_is_no_connection(
    queue: Queue, name: str | None
) -> None:
    async def try_one() -> None:
        with pytest.raises((nats.errors.Error, OSError)):
            await connect(queue, make_context(name), [])

    asyncio.run(try_one())


def test_an_older_tls_is_refused(queue: Queue) -> None:
    older = make_context("worker")
    older.maximum_version = ssl.TLSVersion.TLSv1_2

    async def try_one() -> None:
        with pytest.raises((nats.errors.Error, OSError)):
            await connect(queue, older, [])

    asyncio.run(try_one())
