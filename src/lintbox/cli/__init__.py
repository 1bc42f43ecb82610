"""The command line: a module for each command, imported when it is called."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module

from lintbox.cli import streams
from lintbox.cli.streams import complain
from lintbox.platform import signals

FAILED = 1
USAGE = 2
IN_USE = 3
LEFT = 141

SERVE = "serve"
COMMANDS = {
    SERVE: "run the server; also without any command",
    "check": "check files here and now, as flake8 does, with its options",
    "sweep": "remove what nothing is bound to, once or for ever",
    "admin": "make administrators; confirm, disable and list users",
    "mail": "list emails, show one, try the mail server",
    "backup": "copy everything into one file, beside a running server",
    "restore": "put a backup in the place of the data, which is kept aside",
    "doctor": "look at the installation part by part, and mend it",
    "config": "show each setting, its value and where that comes from",
    "systemd-unit": "print a unit for systemd",
    "healthcheck": "ask the running server whether it can do its work",
    "licenses": "print the licences of everything inside",
}


class Stop(Exception):
    """Ends the program with one sentence on stderr."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        super().__init__(sentence)
        self.code = code


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; whatever happens is said in a sentence."""
    try:
        try:
            return _run(arguments)
        finally:
            streams.settle()
    except streams.OutputLostError as lost:
        streams.drop_output()
        if isinstance(lost.__cause__, BrokenPipeError):  # of "lintbox admin list | head"
            return LEFT
        complain(f"standard output cannot be written: {lost.strerror}")
        return FAILED


def _run(arguments: Sequence[str]) -> int:
    named = next((word for word in arguments if word in COMMANDS), SERVE)
    if named == SERVE:
        signals.exit_on_signal()
    try:
        options = _make_parser(named).parse_args(arguments)
        return int(options.run(options))
    except Stop as stop:
        complain(str(stop))
        return stop.code
    except SystemExit as end:  # of --help, --version, and what argparse cannot read
        return int(end.code or 0)
    except KeyboardInterrupt:
        return 130
    except streams.OutputLostError:
        raise
    except OSError as error:
        complain(str(error))
        return FAILED
    except Exception as error:
        complain(f"this is a fault of Lintbox, please report it: {type(error).__name__}: {error}")
        if os.environ.get("LINTBOX_LOG_LEVEL", "").lower() == "debug":
            raise
        return FAILED


def _make_parser(named: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lintbox", description="flake8 for a whole class, team or company.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print all versions and exit")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        if name == named and name != "check":  # which takes no argument of ours, and never comes here
            _fill(name, command)
    if named == SERVE:
        _fill(SERVE, parser)
    return parser


def _fill(name: str, parser: argparse.ArgumentParser) -> None:
    module = import_module(f"lintbox.cli.{name.replace('-', '_')}")
    module.add_arguments(parser)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(describe_versions(), flush=True)
        parser.exit()


def describe_versions() -> str:
    """Return the text of ``lintbox --version``, with the state of the fast path in its last line."""
    from lintbox.lint.engine.versions import find_obstacle_to_fast_path, installed
    from lintbox.services.versions import list_versions

    tool = installed()
    obstacle = find_obstacle_to_fast_path(tool)
    lines = {**list_versions(tool), "fast path": f"off: {obstacle}" if obstacle else "on"}
    return "\n".join(f"{name:<22}{text}" for name, text in lines.items())
