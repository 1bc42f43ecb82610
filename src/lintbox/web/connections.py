"""Limits the number of connections: in total, per address and per network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from ipaddress import IPv6Address, ip_network
from typing import Protocol

from lintbox.web.peers import Address

# bytes of unread responses in our memory; an ordinary page fits into the kernel's buffer
_UNSENT_BYTES = 32 * 1024**2


class Closable(Hashable, Protocol):
    def abort(self) -> None:
        """Close at once and discard unsent data."""


class Connections:
    """Admits connections, evicting those that have waited longest for their client.

    ``most`` is the total; one address gets half of it, one network (IPv4 /24, IPv6 /48) three
    quarters, unless ``is_exempt``: behind a proxy, all clients share one address.
    """

    def __init__(self, most: int, is_exempt: Callable[[Address], bool]) -> None:
        self.most = most
        self.refused = 0
        self.evicted = 0
        self._is_exempt = is_exempt
        self._places: dict[Closable, tuple[str, str]] = {}
        self._addresses: Counter[str] = Counter()
        self._networks: Counter[str] = Counter()
        self._waiting: dict[Closable, None] = {}  # oldest first
        self._unsent: dict[Closable, int] = {}  # bytes, oldest first

    def __len__(self) -> int:
        return len(self._places)

    def admit(self, connection: Closable, peer: Address) -> bool:
        """Count the connection, evicting another if need be; return False if that is impossible.

        It counts as waiting for its first bytes until ``end_waiting``.
        """
        address, network = _get_address_key(peer), _get_network_key(peer)
        if not self._has_room(address, network, self._is_exempt(peer)):
            self.refused += 1
            return False
        self._places[connection] = (address, network)
        self._addresses[address] += 1
        self._networks[network] += 1
        self._waiting[connection] = None
        return True

    def forget(self, connection: Closable) -> None:
        self._waiting.pop(connection, None)
        self._unsent.pop(connection, None)
        if place := self._places.pop(connection, None):
            for count, name in zip((self._addresses, self._networks), place, strict=True):
                count[name] -= 1
                if not count[name]:
                    del count[name]

    def begin_waiting(self, connection: Closable) -> None:
        """Mark the connection as waiting for its client to send or read bytes."""
        if connection in self._places:
            self._waiting[connection] = None

    def end_waiting(self, connection: Closable) -> None:
        self._waiting.pop(connection, None)

    def hold_unsent(self, connection: Closable, size_bytes: int) -> None:
        """Count a response that the client has not read; over the limit, close the oldest of these."""
        if connection in self._places:
            self._unsent[connection] = size_bytes
            while sum(self._unsent.values()) > _UNSENT_BYTES and self.evict(self._unsent):
                pass

    def release_unsent(self, connection: Closable) -> None:
        self._unsent.pop(connection, None)

    def _has_room(self, address: str, network: str, exempt: bool) -> bool:
        if not exempt:
            if self._addresses[address] >= self.most // 2 and not self._evict(address):
                return False
            if self._networks[network] >= self.most * 3 // 4 and not self._evict(network):
                return False
        return len(self) < self.most or self.evict()

    def evict(self, among: Iterable[Closable] | None = None) -> bool:
        """Close the longest waiting connection, if possible of the largest network.

        Returns False if none is waiting.
        """
        largest = max(self._networks, key=self._networks.__getitem__, default="")
        return self._evict(largest, among) or self._evict(None, among)

    def _evict(self, place: str | None, among: Iterable[Closable] | None = None) -> bool:
        for connection in self._waiting if among is None else among:
            if place is None or place in self._places[connection]:
                self.forget(connection)
                self.evicted += 1
                connection.abort()
                return True
        return False


def _get_address_key(peer: Address) -> str:
    """Return the /64 for IPv6, whose hosts choose among its addresses freely."""
    return str(ip_network(f"{peer}/64", strict=False)) if isinstance(peer, IPv6Address) else f"{peer}/32"


def _get_network_key(peer: Address) -> str:
    return str(ip_network(f"{peer}/{48 if isinstance(peer, IPv6Address) else 24}", strict=False))
