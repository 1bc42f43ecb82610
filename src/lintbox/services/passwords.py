"""Passwords: validation and hashing (OWASP Password Storage, ASVS 6.2)."""

from __future__ import annotations

import asyncio
import hmac
import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from importlib.resources import files
from typing import TypeVar

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import HashingError, InvalidHashError
from argon2.low_level import hash_secret

from lintbox.services.round_robin import QueueLimits, Requester, RoundRobin

T = TypeVar("T")
MIN_LENGTH, MAX_LENGTH = 12, 256
_EDGE = r"[\W\d_]{0,6}"
_THREADS = 2
# a whole class signs in at once behind one address; 300 waiting hashes take two cores some seconds
_LIMITS = QueueLimits(account=32, network=300, everybody=1000)


def validate_password(password: str, email: str) -> str | None:
    """Return a sentence on what is wrong with a password; None for a valid one."""
    if len(password) < MIN_LENGTH:
        return f"Too short: {len(password)} characters, and it needs {MIN_LENGTH}."
    if len(password) > MAX_LENGTH:
        return f"Too long: {len(password)} characters, and {MAX_LENGTH} are the most."
    if "\x00" in password:
        return "It holds a NUL character, which cannot be typed again."
    folded = password.casefold()
    if folded == email.casefold() or folded == email.casefold().partition("@")[0]:
        return "This is the address. Choose something that is not part of it."
    if _is_common(folded):
        return "Too common: such passwords are tried first. Choose words that do not belong together."
    return None


def _is_common(folded: str) -> bool:
    """Recognize one or two listed words with a few digits around them, or a short repeated pattern."""
    period = (folded + folded).find(folded, 1)
    return (period < 8 and period < len(folded)) or bool(_common().fullmatch(folded))


@cache
def _common() -> re.Pattern[str]:
    text = files(__package__).joinpath("common_words.txt").read_text("utf-8")
    words = "|".join(map(re.escape, text.split()))
    return re.compile(f"{_EDGE}(?:{words}){_EDGE}(?:{words})?{_EDGE}")


class Passwords:
    """Hashes with argon2id in a bounded number of threads (19 MiB each), scheduled round-robin."""

    def __init__(self) -> None:
        _common()  # read now: the temporary files of the binary may be deleted later
        self.round_robin = RoundRobin(_THREADS, _LIMITS)
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._threads = ThreadPoolExecutor(_THREADS, "passwords")
        self._dummy_hash = self._threads.submit(self._hasher.hash, "nobody has this password")

    async def hash(self, password: str, requester: Requester, salt: bytes | None = None) -> str:
        """Hash with a random salt, or with the same salt for passwords that are compared together.

        Raises:
            TooMany, Busy: see ``RoundRobin``.
        """
        return await self._run(requester, partial(self._hasher.hash, password, salt=salt))

    async def find_match(self, hashes: Sequence[str], password: str, requester: Requester) -> str | None:
        """Return the hash that matches the password; takes the same time where ``hashes`` is empty.

        Hashes with the same salt are compared at the cost of one.

        Raises:
            TooMany, Busy: see ``RoundRobin``.
        """
        return await self._run(requester, partial(self._find_match, hashes, password))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _find_match(self, hashes: Sequence[str], password: str) -> str | None:
        by_salt: dict[str, list[str]] = {}
        for stored in hashes:
            by_salt.setdefault(stored.rpartition("$")[0], []).append(stored)
        for same_salt in by_salt.values() or ([],):
            if match := self._compare(same_salt, password):
                return match
        return None

    def _compare(self, hashes: list[str], password: str) -> str | None:
        """Compare with hashes of one salt, or with a dummy hash where none can be parsed."""
        sample = hashes[0] if hashes else ""
        try:
            extract_parameters(sample)
        except InvalidHashError:
            sample = self._dummy_hash.result()
        try:
            hashed = self._hash_like(sample, password)
        except (HashingError, ValueError):
            return None
        return next((one for one in hashes if hmac.compare_digest(one.encode(), hashed.encode())), None)

    def _hash_like(self, sample: str, password: str) -> str:
        """Hash with the salt and the parameters of the sample."""
        parameters = extract_parameters(sample)
        salt = sample.split("$")[-2]
        return hash_secret(
            password.encode(),
            b64decode(salt + "=" * (-len(salt) % 4)),
            parameters.time_cost,
            parameters.memory_cost,
            parameters.parallelism,
            parameters.hash_len,
            parameters.type,
            parameters.version,
        ).decode()

    async def _run(self, requester: Requester, work: partial[T]) -> T:
        await self.round_robin.acquire(requester)
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work)
        # when the thread is free: cancelling a request does not stop its thread
        future.add_done_callback(lambda _: _call_in(loop, self.round_robin.release))
        return await asyncio.wrap_future(future)


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the event loop has ended: nothing waits any more
        loop.call_soon_threadsafe(call)
