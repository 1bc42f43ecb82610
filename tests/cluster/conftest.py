from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cluster.programs import Queue, WorkerProcess
from tests.http.conftest import new_person_on as new_person_on

StartWorker = Callable[..., WorkerProcess]


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    """A NATS server of this test's own."""
    running = Queue(tmp_path)
    yield running
    running.kill()


@pytest.fixture
def start_worker(queue: Queue, tmp_path: Path) -> Iterator[StartWorker]:
    started: list[WorkerProcess] = []

    def start_one(**settings: object) -> WorkerProcess:
        started.append(WorkerProcess(queue, tmp_path, **settings))  # type: ignore[arg-type]
        return started[-1]

    yield start_one
    for worker in started:
        worker.kill()
