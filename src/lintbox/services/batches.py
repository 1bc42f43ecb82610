"""Batches: checks that were requested together, and share an email."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from lintbox.domain import BatchResult, Claim, QuotedLine, Result, ResultMail
from lintbox.mail import new_message_id
from lintbox.services import emails
from lintbox.services.emails import LinkBuilder
from lintbox.settings import Settings
from lintbox.storage import collected_results
from lintbox.storage.emails import open_for_batch, read_result, write_result

LONGEST_WAIT = timedelta(minutes=10)
# a batch of several requests waits so long after a result for the next one
QUIET = timedelta(seconds=10)
_OF_SEVERAL_REQUESTS = "+"
# mail programs cut off messages of more than 102 KB: an email has room for this many quoted findings, if the
# heading of a file counts as two
_ROOM = 80
_ROOM_OF_HEADING = 2
# the results of a batch are read and written in one transaction, and fill one email
MOST_CHECKS = 200
_CLOSED_AT_ONCE = 10
_Item = TypeVar("_Item")


def split(
    items: Sequence[_Item], choose_batch: Callable[[int], str] | None = None
) -> Iterator[tuple[str | None, Sequence[_Item]]]:
    """Yield what is checked together in parts with the id of their batch; None for a check alone.

    ``choose_batch`` returns the batch of several requests for a number of checks.
    """
    for start in range(0, len(items), MOST_CHECKS):
        part = items[start : start + MOST_CHECKS]
        if choose_batch:
            yield choose_batch(len(part)), part
        else:
            yield secrets.token_hex(8) if len(part) > 1 else None, part


def choose_shared(user_id: str, name: str, checks: int) -> str:
    """Return the first batch with room for the checks, of all requests in which this user gives this name."""
    for number in itertools.count():
        digest = hashlib.sha256(f"{user_id} {number} {name}".encode("utf-8", "surrogatepass")).hexdigest()
        batch = f"{_OF_SEVERAL_REQUESTS}{digest[:31]}"
        if collected_results.count(batch) + checks <= MOST_CHECKS:
            break
    return batch


def queue_result(link_builder: LinkBuilder, claim: Claim, result: Result, now: datetime) -> None:
    """Queue the email of a single check, or add the result to the one of its batch."""
    if claim.batch is None:
        emails.queue_result(link_builder, claim, result, now)
        return
    subject = collected_results.find_open(claim.batch)
    if subject is None:
        subject = secrets.token_hex(8)  # of no check: each of them may be left out when the email is closed
        message_id = new_message_id(link_builder.base_url)
        recipient = (claim.user_id, claim.email)
        open_for_batch(claim.batch, subject, *recipient, message_id, now, now + LONGEST_WAIT)
    collected_results.add(subject, claim.check_id, write_result(result))
    if _is_of_several_requests(claim.batch):
        collected_results.wait(claim.batch, now + QUIET)


def is_collecting(batch: str) -> bool:
    return collected_results.find_open(batch) is not None


def close_if_complete(settings: Settings, batch: str, now: datetime) -> None:
    """Queue the email of a batch when its last check has ended, unless another request may follow."""
    if _is_of_several_requests(batch) or collected_results.is_unfinished(batch):
        return
    if subject := collected_results.find_open(batch):
        _close(settings, subject, now)


def _is_of_several_requests(batch: str) -> bool:
    return batch.startswith(_OF_SEVERAL_REQUESTS)


def list_closable(now: datetime) -> list[str]:
    """Return emails that no last check closes, because files were deleted, or that waited too long."""
    return collected_results.list_closable(now, LONGEST_WAIT, _CLOSED_AT_ONCE)


def close_waiting(settings: Settings, now: datetime) -> None:
    """Queue these emails with what they have; later results of the batch follow in another one."""
    for subject in list_closable(now):
        _close(settings, subject, now)


def _close(settings: Settings, subject: str, now: datetime) -> None:
    collected = collected_results.take(subject, ResultMail(settings.result_mail))
    results = [result for result in map(read_result, collected.results) if isinstance(result, Result)]
    if not results:
        collected_results.remove(subject)
    elif len(results) == 1 and not collected.unchecked:
        collected_results.queue(subject, write_result(results[0]), now)
    else:
        name = " ".join(result.name for result in results)
        batch = BatchResult(name, tuple(_shorten(results)), tuple(collected.unchecked))
        collected_results.queue(subject, write_result(batch), now)


def _shorten(results: Sequence[Result]) -> Iterator[Result]:
    """Quote the same number of findings of each file, so that all fit into one email; none of very many."""
    with_findings = sum(bool(result.shown) for result in results)
    quoted = _ROOM // max(1, with_findings) - _ROOM_OF_HEADING
    for result in results:
        yield replace(result, shown=tuple(_take(result.shown, quoted)))


def _take(lines: Sequence[QuotedLine], findings: int) -> Iterator[QuotedLine]:
    for line in lines:
        if findings <= 0:
            return
        yield line._replace(findings=line.findings[:findings])
        findings -= len(line.findings)
