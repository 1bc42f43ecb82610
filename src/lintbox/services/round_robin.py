"""Fair scheduling of a scarce resource: round-robin by network, then by account within a network."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from typing import NamedTuple

from lintbox.domain import Busy, TooMany

RETRY_SECONDS = 5
Waiting = OrderedDict[str, deque[asyncio.Future[None]]]


class QueueLimits(NamedTuple):
    """The most that may wait: per account in one network, per network, and in all."""

    account: int
    network: int
    everybody: int


class Requester(NamedTuple):
    """``account`` is an address or an id, which need not exist."""

    network: str
    account: str


class RoundRobin:
    """A bounded queue for a number of slots.

    At a limit, the network or account with the most waiting requests loses one: the new request, or the
    last one of another.
    """

    def __init__(self, slots: int, share: QueueLimits) -> None:
        self.refused: Counter[str] = Counter()
        self._free = slots
        self._share = share
        self._networks: OrderedDict[str, Waiting] = OrderedDict()

    @property
    def waiting(self) -> int:
        return sum(map(_count, self._networks.values()))

    async def acquire(self, requester: Requester) -> None:
        """Wait for a slot; the caller must ``release`` it.

        Raises:
            TooMany: too many requests of the account or its network wait.
            Busy: too many requests wait in all, and no other network has more.
        """
        if self._free:
            self._free -= 1
            return
        self._admit(requester)
        future = asyncio.get_running_loop().create_future()
        self._networks.setdefault(requester.network, OrderedDict()).setdefault(
            requester.account, deque()
        ).append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future.cancelled():
                self._remove(requester, future)
            elif not future.exception():  # a slot was assigned to it just before; a refused one has none
                self.release()
            raise

    def release(self) -> None:
        """Pass the slot on to the next request."""
        while self._networks:
            future = self._pop_next()
            if not future.done():
                future.set_result(None)
                return
        self._free += 1

    def _pop_next(self) -> asyncio.Future[None]:
        network, accounts = self._networks.popitem(last=False)
        account, futures = accounts.popitem(last=False)
        future = futures.popleft()
        # account and network move to the end of their queues
        if futures:
            accounts[account] = futures
        if accounts:
            self._networks[network] = accounts
        return future

    def _admit(self, requester: Requester) -> None:
        accounts = self._networks.get(requester.network, OrderedDict())
        own = len(accounts.get(requester.account, ()))
        if own >= self._share.account:
            raise self._refuse("account")
        if _count(accounts) >= self._share.network:
            largest = max(accounts, key=lambda account: len(accounts[account]))
            if len(accounts[largest]) <= own + 1:
                raise self._refuse("network")
            self._drop_last(Requester(requester.network, largest))
        elif self.waiting >= self._share.everybody:
            largest = max(self._networks, key=lambda network: _count(self._networks[network]))
            if _count(self._networks[largest]) <= _count(accounts) + 1:
                self.refused["everybody"] += 1
                raise Busy("Too many people sign in at this moment. Try again in a few seconds.")
            self._drop_last(Requester(largest, next(reversed(self._networks[largest]))))

    def _drop_last(self, requester: Requester) -> None:
        future = self._networks[requester.network][requester.account][-1]
        self._remove(requester, future)
        future.set_exception(self._refuse("network"))

    def _remove(self, requester: Requester, future: asyncio.Future[None]) -> None:
        accounts = self._networks.get(requester.network, OrderedDict())
        futures = accounts.get(requester.account, deque())
        if future not in futures:
            return
        futures.remove(future)
        if not futures:
            del accounts[requester.account]
        if not accounts:
            del self._networks[requester.network]

    def _refuse(self, kind: str) -> TooMany:
        self.refused[kind] += 1
        return TooMany(
            f"Too many passwords of this {kind} are being compared. Try again in {RETRY_SECONDS} seconds.",
            RETRY_SECONDS,
        )


def _count(accounts: Waiting) -> int:
    return sum(map(len, accounts.values()))
