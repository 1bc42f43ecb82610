"""``lintbox config show``: each setting with its value and source."""

from __future__ import annotations

import argparse

from lintbox.cli import flags
from lintbox.cli.setup import read_settings
from lintbox.setting_sources import Setting, describe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    show = commands.add_parser("show", help="print each setting; secrets are hidden")
    show.add_argument("--host", type=flags.text)
    show.add_argument("--port", type=flags.number)
    flags.add_data_dir(show)
    show.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(host=options.host, port=options.port, data_dir=options.data_dir)
    shown = describe(settings)
    width = max(len(setting.name) for setting in shown)
    values = max(len(_format(setting)) for setting in shown)
    for setting in shown:
        origin = setting.origin if setting.source is None else f"{setting.origin} {setting.source}"
        print(f"{setting.name:<{width}}  {_format(setting):<{values}}  {origin}")
    return 0


def _format(setting: Setting) -> str:
    if setting.secret:
        return "(secret)"
    return "-" if setting.value is None else setting.value
