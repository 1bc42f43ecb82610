"""What a certificate may do on the NATS server: a worker takes checks and answers, a stranger nothing."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import nats
import nats.errors
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from lintbox import cli
from lintbox.domain import Profile
from lintbox.lint.cluster import layout
from tests.cluster.programs import CERTIFICATES, Queue, WorkerProcess, certificates_of, until
from tests.cluster.test_linter import running

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
    f"{layout.WORKER_INBOX}.*",
    f"{layout.WORKER_INBOX}.*.*",
    f"{layout.WORKER_INBOX}.>",
    f"{layout.get_worker_inbox('other')}.*",
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
        inbox_prefix=layout.get_worker_inbox(layout.DEFAULT_WORKER),
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


def test_a_worker_sees_nothing_of_a_worker_with_another_name(tmp_path: Path) -> None:
    queue = Queue(tmp_path, "--worker", "lintbox-worker", "--worker", "lintbox-queue")
    seen: list[str] = []
    errors: list[str] = []

    async def note(message: Msg) -> None:
        seen.append(message.subject)

    async def spy() -> None:
        client = await connect(queue, make_context("worker"), errors)
        for subject in (f"{layout.WORKER_INBOX}.*", f"{layout.WORKER_INBOX}.>"):
            await client.subscribe(subject, cb=note)
        for name in ("lintbox-queue", "lintbox-worker"):
            await client.subscribe(f"{layout.get_worker_inbox(name)}.*", cb=note)
        await until(lambda: len(errors) == 3)
        async with running(queue) as linter:
            worker = WorkerProcess(queue, tmp_path, **certificates_of("queue"))  # type: ignore[arg-type]  # slots are not among them
            try:
                await until(lambda: linter.slots)
                assert (await linter.check("secret.py", b"x=1\n", Profile())).total == 1
            finally:
                worker.kill()
        await client.flush()
        await client.close()

    try:
        asyncio.run(spy())
    finally:
        queue.kill()
    assert seen == []


@pytest.mark.parametrize("name", ["", "a b", "*", "a.>", "a..b", ".a", "a.", "a\n", "b\u00fcro"])
def test_a_name_that_would_give_other_rights_is_refused(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["nats-config", "--worker", "good.name", "--worker", name]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err


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
