"""Network addresses of this machine, and the process that listens on a port (Linux only)."""

from __future__ import annotations

import fcntl
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv6Address
from pathlib import Path

_SIOCGIFADDR = 0x8915  # netdevice(7)
_PROC = Path("/proc")
_LISTEN = "0A"  # TCP_LISTEN
# loopback, and bridges of containers and virtual machines: other machines cannot reach these
_INTERNAL = ("lo", "docker", "br-", "veth", "virbr", "cni", "flannel", "podman")


def list_addresses(family: socket.AddressFamily) -> list[str]:
    """Return the addresses at which other machines reach this one; with AF_INET6 both families."""
    found = [*_list_ipv4(), *(_list_ipv6() if family == socket.AF_INET6 else ())]
    return list(dict.fromkeys(found)) or [*_list_outgoing()]


def find_port_owner(port: int) -> str | None:
    """Return the id and name of the process that listens on the port; None if /proc does not show it."""
    sockets = {f"socket:[{inode}]" for inode in _list_inodes(port)}
    for process in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            if any(str(descriptor.readlink()) in sockets for descriptor in (process / "fd").iterdir()):
                return f"the process {process.name} ({(process / 'comm').read_text('utf-8').strip()})"
    return None


def _list_ipv4() -> Iterator[str]:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            if name.startswith(_INTERNAL):
                continue
            with suppress(OSError):  # the interface has no IPv4 address
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                yield socket.inet_ntoa(answer[20:24])


def _list_ipv6() -> Iterator[str]:
    """Yield addresses of global scope; columns of proc_net(5): address, index, prefix, scope, flags, name."""
    with suppress(OSError):
        for line in (_PROC / "net/if_inet6").read_text("ascii").splitlines():
            address, _, _, scope, _, name = line.split()
            if scope == "00" and not name.startswith(_INTERNAL):
                yield str(IPv6Address(int(address, 16)))


def _list_outgoing() -> Iterator[str]:
    """Yield the source address of the default route: TEST-NET-1 (RFC 5737) is connected, nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        yield probe.getsockname()[0]


def _list_inodes(port: int) -> Iterator[str]:
    """Yield socket inodes (proc_pid_net(5)): column 1 is address:port in hex, column 3 the state."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (_PROC / "net" / table).read_text("ascii").splitlines()[1:]:
                columns = line.split()
                if columns[3] == _LISTEN and int(columns[1].rpartition(":")[2], 16) == port:
                    yield columns[9]
