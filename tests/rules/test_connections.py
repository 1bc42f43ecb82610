"""Connections have a budget; at the limit, idle connections of the largest network are closed."""

from __future__ import annotations

from ipaddress import ip_address

from lintbox.web.connections import Connections


class Peer:
    """A connection that records whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def abort(self) -> None:
        self.closed = True


class Gate:
    """A limit of 16 connections: 8 per address, 12 per network."""

    def __init__(self) -> None:
        self.budget = Connections(16, lambda peer: peer.is_loopback)

    def open(self, address: str, count: int = 1, *, waits: bool = True) -> list[Peer]:
        """Open connections and return the accepted ones."""
        inside = []
        for peer in (Peer() for _ in range(count)):
            if self.budget.admit(peer, ip_address(address)):
                inside.append(peer)
                if not waits:
                    self.budget.end_waiting(peer)
        return inside


def test_the_oldest_idle_connection_of_the_largest_network_is_closed() -> None:
    gate = Gate()
    bob = gate.open("198.51.100.7", 5)
    attackers = [peer for host in range(11) for peer in gate.open(f"203.0.113.{host}")]
    assert gate.open("192.0.2.1")
    assert [peer.closed for peer in attackers] == [True] + [False] * 10
    assert not any(peer.closed for peer in bob)
    assert (len(gate.budget), gate.budget.evicted, gate.budget.refused) == (16, 1, 0)


def test_an_active_connection_is_never_closed() -> None:
    gate = Gate()
    working = gate.open("127.0.0.1", 16, waits=False)
    assert gate.open("192.0.2.1") == []
    assert not any(peer.closed for peer in working)
    gate.budget.begin_waiting(working[3])
    assert gate.open("192.0.2.1")
    assert [peer.closed for peer in working].index(True) == 3


def test_a_connection_that_became_active_again_is_not_closed() -> None:
    gate = Gate()
    first, *others = gate.open("127.0.0.1", 16)
    gate.budget.end_waiting(first)
    assert gate.open("192.0.2.1")
    assert not first.closed
    assert others[0].closed


def test_one_address_gets_half_and_one_network_three_quarters() -> None:
    gate = Gate()
    assert len(gate.open("192.0.2.1", 9, waits=False)) == 8
    assert len(gate.open("192.0.2.2", 9, waits=False)) == 4
    assert len(gate.open("192.0.3.1", 9, waits=False)) == 4


def test_an_ipv6_host_is_its_64_prefix_and_a_network_its_48_prefix() -> None:
    gate = Gate()
    assert sum(len(gate.open(f"2001:db8:1:1::{host:x}", waits=False)) for host in range(9)) == 8
    assert sum(len(gate.open(f"2001:db8:1:{net:x}::1", waits=False)) for net in range(2, 9)) == 4
    assert len(gate.open("2001:db8:2::1", waits=False)) == 1


def test_an_address_over_its_share_loses_its_own_connections_first() -> None:
    gate = Gate()
    bob = gate.open("198.51.100.7")
    attackers = gate.open("192.0.2.1", 20)
    assert [peer.closed for peer in attackers] == [True] * 12 + [False] * 8
    assert not bob[0].closed


def test_connections_from_a_trusted_proxy_are_exempt() -> None:
    gate = Gate()
    assert len(gate.open("127.0.0.1", 16, waits=False)) == 16


def test_a_closed_connection_frees_its_slot() -> None:
    gate = Gate()
    for peer in gate.open("127.0.0.1", 16, waits=False):
        gate.budget.forget(peer)
    assert len(gate.open("127.0.0.1", 16, waits=False)) == 16


def test_unread_responses_have_a_budget_of_bytes() -> None:
    gate = Gate()
    slow = gate.open("127.0.0.1", 10, waits=False)
    for peer in slow:
        gate.budget.hold_unsent(peer, 5 * 1024**2)
    assert [peer.closed for peer in slow] == [True] * 4 + [False] * 6
    for peer in slow[4:6]:
        gate.budget.release_unsent(peer)
    for peer in gate.open("127.0.0.1", 2, waits=False):
        gate.budget.hold_unsent(peer, 5 * 1024**2)
    assert not any(peer.closed for peer in slow[4:])
