"""``lintbox healthcheck``: asks /readyz or /healthz of the running server."""

from __future__ import annotations

import argparse
import http.client
import json
from typing import Any

from lintbox.cli import FAILED, CommandError, flags
from lintbox.cli.setup import read_settings
from lintbox.hosts import WILDCARD_HOSTS

_TIMEOUT_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", type=flags.text, help="the address that the server listens on (127.0.0.1)")
    parser.add_argument("--port", type=flags.number, help="the port that it listens on (5468)")
    parser.add_argument(
        "--alive", action="store_true", help="ask only whether it responds, not whether it is ready"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(host=options.host, port=options.port)
    if settings.port == 0:
        raise CommandError("port 0 means any free port: name the server's port with --port")
    host = settings.host
    if host in WILDCARD_HOSTS:
        host = "::1" if ":" in host else "127.0.0.1"
    status, answer = _ask(host, settings.port, "/healthz" if options.alive else "/readyz")
    if status == http.client.OK:
        print(f"Lintbox {answer['version']} {'is alive' if options.alive else 'is ready'}.")
        return 0
    for name, component in answer.get("components", {}).items():
        if component["status"] != "pass":
            print(f"{name}: {component['detail']}")
    raise CommandError("the server is not ready", FAILED)


def _ask(host: str, port: int, path: str) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise CommandError(f"no answer from {host}:{port}: {error}", FAILED) from None
    finally:
        connection.close()
