"""What ``serve`` imports before the checker is started, which loads flake8 meanwhile."""

from __future__ import annotations

import subprocess
import sys

LATER = {"sanic", "peewee", "aiosmtplib", "lintbox.app.appliance"}


def test_the_checker_does_not_wait_for_the_server_s_modules() -> None:
    command = [sys.executable, "-c", "import lintbox.cli.serve, sys; print(*sys.modules)"]
    loaded = set(subprocess.check_output(command, text=True).split())
    assert "lintbox.lint.linter" in loaded
    assert loaded & LATER == set()


def test_a_server_at_rest_has_not_loaded_what_only_emails_and_registering_need() -> None:
    command = [sys.executable, "-c", "import lintbox.app.appliance, sys; print(*sys.modules)"]
    loaded = set(subprocess.check_output(command, text=True).split())
    assert "sanic" in loaded
    assert loaded & {"jinja2", "email_validator", "prometheus_client"} == set()
