"""flake8's options, read from the command line only."""

from __future__ import annotations

import configparser
import os
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import flake8
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options.aggregator import aggregate_options
from flake8.options.config import _find_config_file, load_config
from flake8.options.manager import OptionManager
from flake8.plugins import finder
from flake8.plugins.finder import Plugins

from lintbox.lint.command_line import plugins as installed

_PROGRAM = "lintbox check"


def parse(arguments: Sequence[str]) -> tuple[Plugins, Namespace]:
    """Parse like ``flake8.options.parse_args``, as ``lintbox check`` and always ``--isolated``.

    Raises:
        SystemExit: as argparse does.
        ExecutionError: flake8's; a required plugin is missing.
    """
    early_parser = stage1_arg_parser()
    early_parser.prog = _PROGRAM
    early_options, rest = early_parser.parse_known_args(["--isolated", *arguments])
    if early_options.output_file:  # both the log and the formatter read it
        rest += ["--output-file", early_options.output_file]
    flake8.configure_logging(early_options.verbose, early_options.output_file)
    config, directory = load_config(None, [], isolated=True)
    wanted = finder.parse_plugin_options(
        config,
        directory,
        enable_extensions=early_options.enable_extensions,
        require_plugins=early_options.require_plugins,
    )
    plugins = finder.load_plugins(installed.list_all(config, wanted), wanted)
    manager = OptionManager(
        version=flake8.__version__,
        plugin_versions=plugins.versions_str(),
        parents=[early_parser],
        formatter_names=list(plugins.reporters),
    )
    manager.parser.prog = _PROGRAM
    register_default_options(manager)
    manager.register_plugins(plugins)
    options = aggregate_options(manager, config, directory, rest)
    options.config, options.append_config = early_options.config, early_options.append_config
    _pass_options_to_plugins(plugins, manager, options)
    return plugins, options


def find_ignored_configuration() -> str | None:
    """Return the path of the configuration file that flake8 would read without ``--isolated``."""
    with suppress(OSError, configparser.Error):  # flake8 itself would stop there
        found: str | None = _find_config_file(str(Path.cwd()))
        return found and os.path.relpath(found)
    return None


def _pass_options_to_plugins(plugins: Plugins, manager: OptionManager, options: Namespace) -> None:
    """Call each plugin's ``parse_options``, which has one of two signatures."""
    for plugin in plugins.all_plugins():
        take = getattr(plugin.obj, "parse_options", None)
        if take is None:
            continue
        try:
            take(manager, options, options.filenames)
        except TypeError:
            take(options)
