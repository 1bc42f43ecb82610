"""Turns at a scarce resource: networks one after another, and within each its accounts."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from typing import NamedTuple

from lintbox.domain import Busy, TooMany

RETRY_SECONDS = 5
Waiting = OrderedDict[str, deque[asyncio.Future[None]]]


class Share(NamedTuple):
    """How many may wait: of one account in one network, of one network, and in all."""

    account: int
    network: int
    everybody: int


class Asker(NamedTuple):
    """Who asks; ``account`` is an address or an id, whether there is such an account or not."""

    network: str
    account: str


class Turns:
    """A bounded queue, round-robin by network, then by account within the network.

    Where a bound is reached, whoever has the most waiting loses: the newcomer, or a waiter of another.
    """

    def __init__(self, slots: int, share: Share) -> None:
        self.refused: Counter[str] = Counter()
        self._free = slots
        self._share = share
        self._networks: OrderedDict[str, Waiting] = OrderedDict()

    @property
    def waiting(self) -> int:
        return sum(map(_count, self._networks.values()))

    async def take(self, asker: Asker) -> None:
        """Wait for a slot, to be given back with ``give_back``.

        Raises:
            TooMany: the account or its network has too many waiting.
            Busy: everybody together has, and the network no less than others.
        """
        if self._free:
            self._free -= 1
            return
        self._make_room(asker)
        future = asyncio.get_running_loop().create_future()
        self._networks.setdefault(asker.network, OrderedDict()).setdefault(asker.account, deque()).append(
            future
        )
        try:
            await future
        except asyncio.CancelledError:
            if future.cancelled():
                self._remove(asker, future)
            else:  # cancelled at the moment of its turn
                self.give_back()
            raise

    def give_back(self) -> None:
        """Pass the slot on to the next in turn."""
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
        # both go to the end of their queues
        if futures:
            accounts[account] = futures
        if accounts:
            self._networks[network] = accounts
        return future

    def _make_room(self, asker: Asker) -> None:
        accounts = self._networks.get(asker.network, OrderedDict())
        own = len(accounts.get(asker.account, ()))
        if own >= self._share.account:
            raise self._refuse("account")
        if _count(accounts) >= self._share.network:
            largest = max(accounts, key=lambda account: len(accounts[account]))
            if len(accounts[largest]) <= own + 1:
                raise self._refuse("network")
            self._drop_last(Asker(asker.network, largest))
        elif self.waiting >= self._share.everybody:
            crowd = max(self._networks, key=lambda network: _count(self._networks[network]))
            if _count(self._networks[crowd]) <= _count(accounts) + 1:
                self.refused["everybody"] += 1
                raise Busy("Too many people sign in at this moment. Try again in a few seconds.")
            self._drop_last(Asker(crowd, next(reversed(self._networks[crowd]))))

    def _drop_last(self, asker: Asker) -> None:
        future = self._networks[asker.network][asker.account][-1]
        self._remove(asker, future)
        future.set_exception(self._refuse("network"))

    def _remove(self, asker: Asker, future: asyncio.Future[None]) -> None:
        accounts = self._networks.get(asker.network, OrderedDict())
        futures = accounts.get(asker.account, deque())
        if future not in futures:
            return
        futures.remove(future)
        if not futures:
            del accounts[asker.account]
        if not accounts:
            del self._networks[asker.network]

    def _refuse(self, kind: str) -> TooMany:
        self.refused[kind] += 1
        return TooMany(
            f"Too many passwords of this {kind} are being compared. Try again in {RETRY_SECONDS} seconds.",
            RETRY_SECONDS,
        )


def _count(accounts: Waiting) -> int:
    return sum(map(len, accounts.values()))
