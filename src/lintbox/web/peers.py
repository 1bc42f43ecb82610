"""Resolves the client address of a request behind trusted proxies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def resolve_client_address(
    peer: str, forwarded_for: Sequence[str], trusted_proxies: Sequence[str]
) -> Address:
    """Return the right-most address that is not a trusted proxy.

    ``forwarded_for`` has the ``X-Forwarded-For`` lines in their order, which form one list (RFC 9110
    5.3). Each proxy appends the address of its peer, so everything to the left of the outermost trusted
    proxy's entry is under the client's control. Stops at an entry that is not an address.
    """
    trusted = _read_networks(tuple(trusted_proxies))
    found = read_address(peer) or IPv4Address(0)
    hops = [hop for line in forwarded_for for hop in line.split(",") if hop.strip()]
    while hops and is_within(found, trusted):
        address = read_address(hops.pop())
        if address is None:
            break
        found = address
    return found


def read_address(text: str) -> Address | None:
    """Parse an address, with or without port and brackets; return None for anything else."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text, _, port = text[1:].partition("]")
        if port and not (port[0] == ":" and port[1:].isdecimal()):
            return None
    elif text.count(":") == 1:
        text, _, port = text.partition(":")
        if not port.isdecimal():
            return None
    try:
        address = ip_address(text.partition("%")[0])  # RFC 4007: a zone is local to one machine
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def is_within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def is_trusted(address: Address, trusted_proxies: Sequence[str]) -> bool:
    return is_within(address, _read_networks(tuple(trusted_proxies)))


@lru_cache(maxsize=8)
def _read_networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text, strict=False) for text in texts)
