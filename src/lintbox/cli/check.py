"""``lintbox check``: flake8's command line; it imports nothing of the server."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lintbox.lint.engine.importing import restore_builtins
from lintbox.platform import hash_seed

_PYTHON = "--python"
_USAGE = 2


def run(arguments: Sequence[str]) -> int:
    """Check files; every argument is an option or path of flake8, but for a leading ``--python VERSION``."""
    if arguments and arguments[0].partition("=")[0] == _PYTHON:
        return _run_with_python(arguments)
    if _restarts_early(arguments):
        hash_seed.restart_with_fixed_seed()
    if sys.stderr is None:  # print(file=None) writes to standard output
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  until the process exits
    if getattr(sys, "frozen", False) or sys.flags.no_site:
        restore_builtins()
    from lintbox.lint.command_line import application

    return application.run(arguments)


def _run_with_python(arguments: Sequence[str]) -> int:
    """Replace this process by the Python that is asked for; check in it if that is the embedded Python."""
    from lintbox.cli.python import find_interpreter

    _, is_joined, python = arguments[0].partition("=")
    rest = list(arguments[1:])
    if not is_joined:
        python = rest.pop(0) if rest else ""
    if rest and rest[0].partition("=")[0] == _PYTHON:
        print(f"lintbox: {_PYTHON} can be given once", file=sys.stderr)
        return _USAGE
    try:
        interpreter = find_interpreter(python)
    except LookupError as problem:
        print(f"lintbox: {problem.args[0]}", file=sys.stderr)
        return _USAGE
    if interpreter is None:
        return run(rest)
    command = interpreter.command("check", *rest)
    # flake8 obeys these; a server does not
    own = {name: value for name, value in os.environ.items() if name.startswith("PYFLAKES_")}
    return os.execve(interpreter.path, command, interpreter.environment() | own)  # noqa: S606


def _restarts_early(arguments: Sequence[str]) -> bool:
    """Tell whether a restart with a fixed hash seed later would lose standard input or repeat much work."""
    paths = [argument for argument in arguments if argument == "-" or argument[:1] != "-"]
    return not paths or "-" in paths or any(map(os.path.isdir, paths))
