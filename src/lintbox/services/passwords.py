"""Passwords: which are taken, and how they are kept (OWASP Password Storage, ASVS 6.2)."""

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

from lintbox.services.round_robin import Asker, Share, Turns

T = TypeVar("T")
SHORTEST, LONGEST = 12, 256
_EDGE = r"[\W\d_]{0,6}"
_AT_ONCE = 2
# a class signs in at once behind one address; 300 waiting hashes are some seconds of two cores
_SHARE = Share(account=32, network=300, everybody=1000)


def judge_password(password: str, email: str) -> str | None:
    """Say what is wrong with a password in a sentence; None when nothing is."""
    if len(password) < SHORTEST:
        return f"Too short: {len(password)} characters, and it needs {SHORTEST}."
    if len(password) > LONGEST:
        return f"Too long: {len(password)} characters, and {LONGEST} are the most."
    if "\x00" in password:
        return "It holds a NUL character, which cannot be typed again."
    folded = password.casefold()
    if folded == email.casefold() or folded == email.casefold().partition("@")[0]:
        return "This is the address. Choose something that nobody can read off it."
    if _is_common(folded):
        return "Too common: such passwords are tried first. Choose words that do not belong together."
    return None


def _is_common(folded: str) -> bool:
    """Tell a listed word, two of them, or a short pattern again and again, with a few digits around."""
    period = (folded + folded).find(folded, 1)
    return (period < 8 and period < len(folded)) or bool(_common().fullmatch(folded))


@cache
def _common() -> re.Pattern[str]:
    text = files(__package__).joinpath("common_words.txt").read_text("utf-8")
    words = "|".join(map(re.escape, text.split()))
    return re.compile(f"{_EDGE}(?:{words}){_EDGE}(?:{words})?{_EDGE}")


class Passwords:
    """argon2id off the event loop, a bounded number at once (19 MiB each), in turn for those who wait."""

    def __init__(self) -> None:
        _common()  # read while its file is there: the binary's may be swept away later
        self.turns = Turns(_AT_ONCE, _SHARE)
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "passwords")
        self._nobody = self._threads.submit(self._hasher.hash, "nobody has this password")

    async def hash(self, password: str, asker: Asker, salt: bytes | None = None) -> str:
        """Hash with a random salt, or with one for all passwords that shall be compared at once.

        Raises:
            TooMany, Busy: see ``Turns``.
        """
        return await self._run(asker, partial(self._hasher.hash, password, salt=salt))

    async def find_match(self, hashes: Sequence[str], password: str, asker: Asker) -> str | None:
        """Return the hash that the password has; None in the same time where there is none at all.

        Hashes of one salt are compared at the cost of one.

        Raises:
            TooMany, Busy: see ``Turns``.
        """
        return await self._run(asker, partial(self._find_match, hashes, password))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _find_match(self, hashes: Sequence[str], password: str) -> str | None:
        by_salt: dict[str, list[str]] = {}
        for kept in hashes:
            by_salt.setdefault(kept.rpartition("$")[0], []).append(kept)
        for alike in by_salt.values() or ([],):
            if match := self._compare(alike, password):
                return match
        return None

    def _compare(self, alike: list[str], password: str) -> str | None:
        """Compare with hashes of one salt, and with nobody's where there is none that can be read."""
        sample = alike[0] if alike else ""
        try:
            extract_parameters(sample)
        except InvalidHashError:
            sample = self._nobody.result()
        try:
            hashed = self._hash_like(sample, password)
        except (HashingError, ValueError):
            return None
        return next((kept for kept in alike if hmac.compare_digest(kept.encode(), hashed.encode())), None)

    def _hash_like(self, sample: str, password: str) -> str:
        """Hash with the salt and the parameters of another hash."""
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

    async def _run(self, asker: Asker, work: partial[T]) -> T:
        await self.turns.take(asker)
        loop = asyncio.get_running_loop()
        future = self._threads.submit(work)
        # when the thread is free, and not when the one who asked has gone
        future.add_done_callback(lambda _: _call_in(loop, self.turns.give_back))
        return await asyncio.wrap_future(future)


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop has ended, and everybody who waited with it
        loop.call_soon_threadsafe(call)
