"""Passwords: which are taken, and how they are kept (OWASP Password Storage, ASVS 6.2)."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.resources import files
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lintbox.domain import Busy

T = TypeVar("T")
SHORTEST, LONGEST = 12, 256
_EDGE = r"[\W\d_]{0,6}"
_AT_ONCE = 2
_WAITING = 32


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
    """argon2id off the event loop, a bounded number at once (19 MiB each)."""

    def __init__(self) -> None:
        _common()  # read while its file is there: the binary's may be swept away later
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "passwords")
        self._waiting = 0
        self._nobody = self._threads.submit(self._hasher.hash, "nobody has this password")

    async def hash(self, password: str) -> str:
        """Raises: Busy when too many wait."""
        return await self._run(partial(self._hasher.hash, password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Compare, in the same time for an unknown address, which has no hash.

        Raises:
            Busy: too many wait.
        """
        return await self._run(partial(self._compare, password_hash, password))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _compare(self, password_hash: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash or self._nobody.result(), password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: partial[T]) -> T:
        if self._waiting >= _WAITING:
            raise Busy("Too many people sign in at this moment. Try again in a few seconds.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
