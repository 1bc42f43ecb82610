"""Initializes flake8 and the fast path with the options and plugins of a profile."""

from __future__ import annotations

import io
from argparse import Namespace
from contextlib import redirect_stderr
from typing import NamedTuple

from flake8.options.parse_args import parse_args
from flake8.plugins.finder import Plugins

from lintbox.domain import Profile
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.lint.quick.fast_path import FastPath, find_fallback_reason


class Setup(NamedTuple):
    """flake8, initialized for one profile."""

    profile: Profile
    plugins: Plugins
    options: Namespace
    fast_path: FastPath | None
    """None if these plugins or options require flake8 itself."""
    fallback: FallbackReason | None
    """The reason, if there is no fast path."""

    @property
    def fallback_reason(self) -> FallbackReason | None:
        """Why flake8 itself checked the last file; None if the fast path did."""
        return self.fast_path.fallback if self.fast_path else self.fallback


class OptionsError(Exception):
    """flake8 refuses these options; the message is flake8's."""


def set_up(profile: Profile) -> Setup:
    """Initialize flake8; plugins store their options on their classes, so only the last setup is valid.

    Raises:
        OptionsError
    """
    stderr = io.StringIO()
    try:
        with redirect_stderr(stderr):
            # flake8's own initialization: finds the plugins and passes the options to them
            plugins, options = parse_args(["--isolated", "--jobs=1", *profile.arguments])
    except SystemExit:
        raise OptionsError(stderr.getvalue().strip().rpartition("\n")[2]) from None
    fallback = find_fallback_reason(plugins, options)
    return Setup(profile, plugins, options, None if fallback else FastPath(options), fallback)
