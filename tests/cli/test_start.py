"""The modules that ``serve`` imports before it starts the fork server, and while idle."""

from __future__ import annotations

import subprocess
import sys

LATER = {"sanic", "peewee", "aiosmtplib", "lintbox.app.appliance"}


def test_the_fork_server_starts_before_the_web_modules_are_imported() -> None:
    command = [sys.executable, "-c", "import lintbox.cli.serve, sys; print(*sys.modules)"]
    loaded = set(subprocess.check_output(command, text=True).split())
    assert "lintbox.lint.linter" in loaded
    assert loaded & LATER == set()


def test_an_idle_server_has_not_imported_modules_for_emails_and_registration() -> None:
    command = [sys.executable, "-c", "import lintbox.app.appliance, sys; print(*sys.modules)"]
    loaded = set(subprocess.check_output(command, text=True).split())
    assert "sanic" in loaded
    assert loaded & {"jinja2", "email_validator", "prometheus_client"} == set()


def test_checks_on_this_machine_import_nothing_of_nats() -> None:
    build = (
        "from lintbox.app import make_linter; from lintbox.settings import Settings; "
        "make_linter(Settings(_env_file=None))"
    )
    command = [sys.executable, "-c", f"import lintbox.app.appliance, sys; {build}; print(*sys.modules)"]
    loaded = subprocess.check_output(command, text=True).split()
    assert "lintbox.lint.linter" in loaded
    assert [name for name in loaded if name.startswith(("nats", "lintbox.lint.cluster"))] == []


def test_the_fork_server_has_no_use_for_openssl() -> None:
    load = (
        "import lintbox.lint.workers.forkserver_main as main, sys\n"
        "with main.imported_without(*main.FLAKE8_POOL):\n"
        "    import lintbox.lint.engine.runner\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.check_output([sys.executable, "-c", load], text=True).split()
    assert {"flake8.checker", "lintbox.domain.tokens"} <= set(loaded)
    assert set(loaded) & {"_hashlib", "ssl"} == set()
