"""The restrictions of a check hold for every file."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from lintbox.domain import CheckState
from lintbox.lint.workers import sandbox, sandbox_probe
from tests.lint.conftest import Check
from tests.processes import in_sandbox

BY_LIMITS = {
    "compute for longer than its time",
    "take more memory than its share",
    "write files",
    "leave a memory dump",
}
BY_THE_KERNEL = {"read files", "start processes", "run programs", "use the network", "signal other processes"}


def test_the_resource_limits_hold_everywhere() -> None:
    assert {hold.description for hold in sandbox_probe.probe() if hold.holds} >= BY_LIMITS


@in_sandbox
def test_the_sandbox_holds() -> None:
    assert {hold.description for hold in sandbox_probe.probe() if hold.holds} == BY_LIMITS | BY_THE_KERNEL


def test_the_probe_reports_a_missing_sandbox(tmp_path: Path) -> None:
    without = (
        "from lintbox.lint.workers import sandbox, sandbox_probe; sandbox.enter = bool; sandbox_probe.main()"
    )
    tried = subprocess.run([sys.executable, "-c", without], cwd=tmp_path, capture_output=True, check=True)
    holds = dict(json.loads(tried.stdout))
    assert {what for what, held in holds.items() if held} >= BY_LIMITS
    assert not any(holds[what] for what in ("read files", "run programs", "use the network"))


def run_filter(machine: sandbox._Machine, architecture: int, number: int, third: int = 0) -> bool:
    """Do what the kernel does with the instructions, and tell whether it would allow the call."""
    data = struct.pack("<iIQQQQ", number, architecture, 0, 0, 0, third)
    code = [struct.unpack("<HBBI", instruction) for instruction in sandbox._write_filter(machine)]
    position, loaded = 0, 0
    while True:
        kind, then, otherwise, value = code[position]
        if kind == sandbox._RETURN:
            return bool(value == sandbox._ALLOW)
        if kind == sandbox._LOAD:
            (loaded,) = struct.unpack_from("<I", data, value)
        else:
            position += then if loaded == value else otherwise
        position += 1


@pytest.mark.parametrize("machine", sandbox._MACHINES.values(), ids=sandbox._MACHINES)
def test_the_filter_allows_what_is_listed_and_nothing_else(machine: sandbox._Machine) -> None:
    home = machine.architecture
    allowed = {number for number in range(1000) if run_filter(machine, home, number)}
    assert allowed == {*machine.allowed.values(), machine.prlimit}
    assert not any(run_filter(machine, home + 1, number) for number in allowed)
    assert not any(run_filter(machine, home, number | 1 << 30) for number in allowed)  # the x32 calls
    # a limit may be read; to set one, the third argument is an address
    assert not any(run_filter(machine, home, machine.prlimit, third) for third in (1, 1 << 32))


def test_a_codec_is_known_though_no_file_can_be_read(check: Check) -> None:
    states = {name: check(f"# coding: {name}\nx = 1\n".encode()) for name in ("cp1252", "koi8_r", "big5")}
    assert {name: report.state for name, report in states.items()} == dict.fromkeys(states, CheckState.PASSED)


@pytest.mark.parametrize(
    ("data", "arguments"),
    [
        (rb'x = "\N{BULLET}"', ()),
        (b'def f():\n    """\n    >>> 1 +\n    """', ("--doctests",)),
        (b"import os", ("--per-file-ignores=file.py:F401",)),
        (b"#\rx = 1\r# coding: cp1252", ()),
        (b"x = 1_000_000_000 ** 9", ()),
    ],
    ids=["name of a character", "doctest", "path", "late cookie", "large number"],
)
def test_what_python_looks_up_late_is_there(check: Check, data: bytes, arguments: tuple[str, ...]) -> None:
    report = check(data + b"\n", *arguments)
    assert report.error is None, report.error
