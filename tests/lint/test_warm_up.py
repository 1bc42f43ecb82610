"""What a fork server compiles before it forks, no worker compiles again: it takes longer than most checks."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import os
from lintbox.lint.engine import importing, versions

importing.restore_builtins()
with importing.imported_without(*importing.FLAKE8_POOL):
    from lintbox.lint.engine.runner import Flake8Runner
from lintbox.domain import Profile
from lintbox.lint.quick.grammar import clean_lines
from lintbox.lint.workers.forkserver import ForkServer

tool = versions.installed()
runner = Flake8Runner(tool)
ForkServer(runner, tool, os.dup(1))
for options in ((), ("--ignore=E501",)):
    runner.load(Profile(options))
    runner.prepare(Profile(options))
    compiled = clean_lines.cache_info().misses
    for name in ("e", "\u00e9"):
        runner.check("file.py", f"{name} = 1\\n".encode(), Profile(options))
    print(compiled, clean_lines.cache_info().misses)
"""


def test_a_worker_inherits_every_pattern_for_lines() -> None:
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    before_options, with_options = (line.split() for line in printed.splitlines())
    assert before_options == ["2", "2"]
    assert with_options == ["4", "4"]
