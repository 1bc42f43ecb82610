"""The addresses at which others on the network find this machine."""

from __future__ import annotations

import fcntl
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv6Address
from pathlib import Path

_SIOCGIFADDR = 0x8915  # netdevice(7)
_IPV6 = Path("/proc/net/if_inet6")
# bridges of containers and virtual machines, where nobody else is
_INSIDE = ("lo", "docker", "br-", "veth", "virbr", "cni", "flannel", "podman")


def find_addresses(family: socket.AddressFamily) -> list[str]:
    """Return the addresses of this machine's interfaces or, failing that, the usual one."""
    found = [*_list_ipv4(), *(_list_ipv6() if family == socket.AF_INET6 else ())]
    return list(dict.fromkeys(found)) or [*_find_usual()]


def _list_ipv4() -> Iterator[str]:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rule_runner:
        for _, name in socket.if_nameindex():
            if name.startswith(_INSIDE):
                continue
            with suppress(OSError):  # it has none
                answer = fcntl.ioctl(rule_runner, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                yield socket.inet_ntoa(answer[20:24])


def _list_ipv6() -> Iterator[str]:
    """Read the global ones (proc_net(5)): address, index, prefix, scope, flags, name."""
    with suppress(OSError):
        for line in _IPV6.read_text("ascii").splitlines():
            address, _, _, scope, _, name = line.split()
            if scope == "00" and not name.startswith(_INSIDE):
                yield str(IPv6Address(int(address, 16)))


def _find_usual() -> Iterator[str]:
    """Ask for the way to an address of documentation (RFC 5737); nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rule_runner:
        rule_runner.connect(("192.0.2.1", 9))
        yield rule_runner.getsockname()[0]
