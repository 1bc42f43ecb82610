"""What ``lintbox check`` imports, and what a process of it that dies costs."""

from __future__ import annotations

from pathlib import Path

from tests.lint.test_command_line import run_afresh

HEAVY = {"sanic", "peewee", "pydantic", "asyncio", "multiprocessing", "email.message", "jinja2", "sqlite3"}

PRINT_MODULES = """
import sys
from lintbox.__main__ import main
sys.argv[1:] = ["check", "clean.py"]
assert main() == 0
print(*sys.modules)
"""


def test_checking_a_small_file_does_not_import_the_server(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("x = 1\n")
    loaded = set(run_afresh(("-c", PRINT_MODULES), tmp_path).stdout.decode().split())
    assert {"flake8.checker", "lintbox.cli.check"} <= loaded
    assert loaded & (HEAVY | {"lintbox.settings", "lintbox.app"}) == set()


ONE_KILLS = """
import os, signal
from lintbox.lint.command_line.pool import check_in_processes
from lintbox.lint.command_line.checker import Outcome

def check(name):
    if name in ("3", "5"):
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(name, [], {"physical lines": 1})

for outcome in sorted(check_in_processes([str(number) for number in range(20)], check, jobs=2)):
    print(outcome.name, outcome.failure)
"""


def test_a_crashed_process_fails_only_one_file(tmp_path: Path) -> None:
    result = run_afresh(("-c", ONE_KILLS), tmp_path)
    failures = dict(line.split(maxsplit=1) for line in result.stdout.decode().splitlines())
    assert len(failures) == 20, result.stderr
    assert {name for name, failure in failures.items() if failure != "None"} == {"3", "5"}
    assert "SIGKILL" in failures["3"]
