"""Publishes checks and awaits their answers, whatever happens to the NATS server and the workers."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    ConsumerInfo,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from lintbox.domain import Report
from lintbox.lint.cluster import layout, messages
from lintbox.lint.cluster.connection import NATS_ERRORS, Connection
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.lint.workers.protocol import ProtocolError

log = logging.getLogger("lintbox.cluster")
_CONSUMER_UNUSED_SECONDS = 86400.0
_MAX_UNREAD_BYTES = 256 * 1024**2


class EngineAwayError(ForkServerLostError):
    """The engine did not answer in time: the file has nothing to do with it.

    ``was_published`` tells whether the check lay in the queue, where a worker could take it.
    """

    def __init__(self, message: str, *, was_published: bool = False) -> None:
        super().__init__(message)
        self.was_published = was_published


class CheckLostError(ForkServerLostError):
    """The workers were there, and none answered: the file may be the cause."""

    counted = True


@dataclass(eq=False)
class _Job:
    """A published check; ``sequence`` is its number in the stream, 0 while it is not there."""

    check: messages.RemoteCheck
    answer: asyncio.Future[Report]
    joiner: messages.AnswerJoiner = field(default_factory=messages.AnswerJoiner)
    sequence: int = 0
    is_publishing: bool = False


class Dispatcher:
    """The jobs of this server on one connection.

    ``max_age_seconds`` is how long a check may lie in the stream. The stream is in memory: after a restart of
    the NATS server, all jobs are published again (``lay``, ``publish_missing``).
    """

    def __init__(self, connection: Connection, max_age_seconds: float) -> None:
        self._connection = connection
        self._max_age_seconds = max_age_seconds
        self._prefix = f"{layout.ANSWERS}.{secrets.token_hex(8)}"
        self._jobs: dict[str, _Job] = {}
        self._digest = ""
        self._times_laid = 0
        self._deletions: set[asyncio.Task[None]] = set()

    async def subscribe(self, client: Client) -> None:
        await client.subscribe(f"{self._prefix}.*", cb=self._receive)
        await client.subscribe(f"{layout.ADVISORIES}.*", cb=self._receive_advisory)

    async def run(self, check: messages.RemoteCheck, seconds: float) -> Report:
        """Publish a check and return its report.

        Raises:
            EngineAwayError: there was no answer within ``seconds``.
            CheckLostError: three workers were lost with it.
        """
        subject = f"{self._prefix}.{secrets.token_hex(16)}"
        job = _Job(check._replace(answer_to=subject), asyncio.get_running_loop().create_future())
        self._jobs[subject] = job
        try:
            async with asyncio.timeout(seconds):
                await self._publish(job)
                return await job.answer
        except TimeoutError:
            raise EngineAwayError(
                "the workers on other machines did not answer in time", was_published=job.sequence > 0
            ) from None
        finally:
            del self._jobs[subject]
            if not job.answer.done() or job.answer.cancelled():
                self._delete(job)

    async def lay(self, digest: str) -> None:
        """Make the stream and the consumer of our versions, and delete the checks that are in it.

        ``publish_missing`` then publishes every unanswered job again.
        """
        jetstream = self._connection.client.jetstream()
        await _ensure_stream(self._connection.client, self._max_age_seconds)
        await jetstream.add_consumer(
            layout.STREAM,
            ConsumerConfig(
                durable_name=digest,
                filter_subject=f"{layout.CHECKS}.{digest}",
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=layout.ACK_WAIT_SECONDS,
                max_deliver=layout.MAX_DELIVERIES,
                max_ack_pending=-1,
                inactive_threshold=_CONSUMER_UNUSED_SECONDS,
            ),
        )
        await jetstream.purge_stream(layout.STREAM, subject=f"{layout.CHECKS}.{digest}")
        self._digest = digest
        self._times_laid += 1
        for job in self._jobs.values():
            job.sequence = 0

    async def publish_missing(self) -> None:
        """Publish the jobs that are not in the stream."""
        for job in list(self._jobs.values()):
            if not job.sequence and not job.answer.done():
                await self._publish(job)

    async def read_consumer(self) -> ConsumerInfo:
        jetstream = self._connection.client.jetstream()
        info: ConsumerInfo = await jetstream.consumer_info(layout.STREAM, self._digest)
        return info

    async def _publish(self, job: _Job) -> None:
        """Publish, or leave it to ``publish_missing`` while the stream cannot be reached."""
        if job.is_publishing or not (self._digest and self._connection.is_connected):
            return
        job.is_publishing = True
        laid = self._times_laid
        try:
            acknowledged = await self._connection.client.jetstream().publish(
                f"{layout.CHECKS}.{self._digest}", messages.encode_check(job.check)
            )
            if laid == self._times_laid:  # otherwise it may have been purged: it is published again
                job.sequence = acknowledged.seq
        except NATS_ERRORS as problem:
            log.warning("A check could not be published yet: %s", problem)
        finally:
            job.is_publishing = False

    async def _receive(self, message: Msg) -> None:
        job = self._jobs.get(message.subject)
        if job is None or job.answer.done():
            return  # a second answer, or that to a cancelled check
        if sum(one.joiner.size for one in self._jobs.values()) > _MAX_UNREAD_BYTES:
            log.warning("The answers of the workers are too long together; one is dropped")
            return
        try:
            body = job.joiner.add(message.data)
            report = messages.decode_answer(body) if body is not None else None
        except ProtocolError as problem:
            log.warning("A worker sent an answer that cannot be read: %s", problem)
            return
        if report:
            job.answer.set_result(report)

    async def _receive_advisory(self, message: Msg) -> None:
        with suppress(ValueError, LookupError, TypeError):
            sequence = int(json.loads(message.data)["stream_seq"])
            for job in self._jobs.values():
                if job.sequence == sequence and not job.answer.done():
                    job.answer.set_exception(
                        CheckLostError(f"{layout.MAX_DELIVERIES} workers were lost with this check")
                    )
                    self._delete(job)

    def _delete(self, job: _Job) -> None:
        """Delete a check from the stream, so that no worker starts it."""
        if job.sequence and self._connection.is_connected:
            task = asyncio.create_task(self._delete_message(job.sequence))
            self._deletions.add(task)
            task.add_done_callback(self._deletions.discard)

    async def _delete_message(self, sequence: int) -> None:
        with suppress(*NATS_ERRORS):  # a worker has acknowledged it meanwhile
            await self._connection.client.jetstream().delete_msg(layout.STREAM, sequence)


async def _ensure_stream(client: Client, max_age_seconds: float) -> None:
    wanted = StreamConfig(
        name=layout.STREAM,
        subjects=[f"{layout.CHECKS}.*"],
        retention=RetentionPolicy.WORK_QUEUE,
        storage=StorageType.MEMORY,
        discard=DiscardPolicy.NEW,
        max_age=max_age_seconds,
    )
    jetstream = client.jetstream()
    try:
        await jetstream.add_stream(wanted)
    except nats.js.errors.BadRequestError:  # it exists, with another age
        await jetstream.update_stream(wanted)
