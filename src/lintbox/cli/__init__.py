"""The command line: one module per command, imported only when that command runs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module

from lintbox.cli import streams
from lintbox.cli.streams import print_error
from lintbox.domain import LintboxError, NotStored
from lintbox.platform import signals

FAILED = 1
USAGE = 2
IN_USE = 3
BROKEN_PIPE = 141  # 128 + SIGPIPE, as a shell reports it

SERVE = "serve"
COMMANDS = {
    SERVE: "run the server (the default command)",
    "check": "check files as flake8 does, with the same options",
    "explain": "explain a code, such as F401, with an example",
    "sweep": "delete unreferenced and expired data, once or at intervals",
    "admin": "create administrators; confirm, disable and list users",
    "mail": "list emails, show one, send a test email",
    "backup": "copy all data into one file, also while the server runs",
    "restore": "replace the data by a backup; the former data is kept aside",
    "doctor": "diagnose the installation part by part, and repair it",
    "config": "show each setting, its value and its source",
    "systemd-unit": "print a unit file for systemd",
    "worker": "check files for a server on another machine",
    "nats-config": "print the configuration of the NATS server between server and workers",
    "healthcheck": "ask the running server whether it is ready",
    "licenses": "print the licences of all components",
}


class CommandError(Exception):
    """Ends the program with one sentence on stderr and exit status ``code``."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        super().__init__(sentence)
        self.code = code


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; each error becomes one sentence on stderr."""
    try:
        try:
            return _run(arguments)
        finally:
            streams.flush_all()
    except streams.OutputLostError as lost:
        streams.discard_output()
        if isinstance(lost.__cause__, BrokenPipeError):  # as in "lintbox admin list | head"
            return BROKEN_PIPE
        print_error(f"standard output cannot be written: {lost.strerror}")
        return FAILED


def _run(arguments: Sequence[str]) -> int:
    # the first word alone: a later one may be a value, such as that of --data-dir
    named = arguments[0] if arguments and arguments[0] in COMMANDS else SERVE
    if named == SERVE:
        signals.exit_on_signal()
    try:
        options = _make_parser(named).parse_args(arguments)
        return int(options.run(options))
    except CommandError as stop:
        print_error(str(stop))
        return stop.code
    except NotStored as error:
        print_error(error.detail)
        return FAILED
    except LintboxError as error:
        print_error(error.detail)
        return USAGE
    except SystemExit as end:  # --help, --version, and usage errors of argparse
        return int(end.code or 0)
    except KeyboardInterrupt:
        return 130
    except streams.OutputLostError:
        raise
    except OSError as error:
        print_error(str(error))
        return FAILED
    except Exception as error:
        print_error(f"this is a bug in Lintbox, please report it: {type(error).__name__}: {error}")
        if os.environ.get("LINTBOX_LOG_LEVEL", "").lower() == "debug":
            raise
        return FAILED


def _make_parser(named: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lintbox", description="flake8 for a whole class, team or company.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print all versions and exit")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        if name == named and name != "check":  # __main__ runs "check"; its options are flake8's
            _add_arguments(name, command)
    if named == SERVE:
        _add_arguments(SERVE, parser)
    return parser


def _add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    module = import_module(f"lintbox.cli.{name.replace('-', '_')}")
    module.add_arguments(parser)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(describe_versions(), flush=True)
        parser.exit()


def describe_versions() -> str:
    """Return the text of ``lintbox --version``, with the state of the fast path in its last line."""
    from lintbox.lint.engine.versions import find_obstacle_to_fast_path, installed
    from lintbox.services.tool_versions import list_versions

    tool = installed()
    obstacle = find_obstacle_to_fast_path(tool)
    lines = {**list_versions(tool), "fast path": f"off: {obstacle}" if obstacle else "on"}
    return "\n".join(f"{name:<22}{text}" for name, text in lines.items())
