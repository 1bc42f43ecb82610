"""``lintbox systemd-unit``: prints a hardened unit file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from lintbox.cli import flags
from lintbox.cli.streams import print_error

# ProtectHome and PrivateTmp hide these from the unit
_HIDDEN = ("/home", "/root", "/tmp", "/var/tmp", "/run/user")  # noqa: S108  not used as a temporary file

# without MemoryDenyWriteExecute: libffi, which the sandbox uses, writes executable memory
_UNIT = """\
# {command} > /etc/systemd/system/{name}.service
# systemctl daemon-reload && systemctl enable --now {name}
[Unit]
Description={description}
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
# the program is a child process of its boot loader, and both notify
NotifyAccess=all
KillMode=mixed
ExecStart={program} {start}
TimeoutStartSec=10min
TimeoutStopSec=30
Restart=on-failure
RestartSec=5
{own}UMask=0077

DynamicUser=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service seccomp

[Install]
WantedBy=multi-user.target
"""

_SERVER_LINES = """\
WatchdogSec=60

# settings, one LINTBOX_NAME=value per line; the data is in /var/lib/lintbox
EnvironmentFile=-/etc/lintbox.env
Environment=LINTBOX_DATA_DIR=%S/lintbox
WorkingDirectory=%S/lintbox
StateDirectory=lintbox
StateDirectoryMode=0700
"""

_WORKER_LINES = """\

# settings, one LINTBOX_NAME=value per line: at least LINTBOX_CHECK_ENGINE, the address of the NATS server
EnvironmentFile=/etc/lintbox-worker.env
# the unit has no access to the folder itself
LoadCredential=ca.pem:/etc/lintbox-worker/ca.pem
LoadCredential=worker.pem:/etc/lintbox-worker/worker.pem
LoadCredential=worker-key.pem:/etc/lintbox-worker/worker-key.pem
Environment=LINTBOX_CHECK_ENGINE_CA=%d/ca.pem
Environment=LINTBOX_CHECK_ENGINE_CERT=%d/worker.pem
Environment=LINTBOX_CHECK_ENGINE_KEY=%d/worker-key.pem
WorkingDirectory=/
"""


class _Unit(NamedTuple):
    name: str
    description: str
    start: str
    own: str


_SERVER = _Unit(
    "lintbox", "Lintbox, flake8 for a whole class, team or company", "serve --no-browser", _SERVER_LINES
)
_WORKER = _Unit(
    "lintbox-worker", "Lintbox, a worker for a server on another machine", "worker", _WORKER_LINES
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--program", type=flags.line, help="the path of the installed program (this one)")
    parser.add_argument("--worker", action="store_true", help="the unit of lintbox worker")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    program = (Path(options.program) if options.program else _get_program()).absolute()
    if str(program).startswith(_HIDDEN):
        print_error(
            f"the unit has no access to {program}: copy it to /usr/local/bin, and name it with --program"
        )
    command = "lintbox systemd-unit" + (" --worker" if options.worker else "")
    command += f" --program {program}" if options.program else ""
    unit = _WORKER if options.worker else _SERVER
    print(_UNIT.format(program=_quote(program), command=command, **unit._asdict()), end="")
    return 0


def _get_program() -> Path:
    return (
        Path(sys.executable) if getattr(sys, "frozen", False) else Path(sys.executable).with_name("lintbox")
    )


def _quote(program: Path) -> str:
    """Quote a path for ExecStart= (systemd.service(5)); "%" would start a specifier."""
    text = str(program).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"' if " " in text else text
