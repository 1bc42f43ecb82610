"""Diagnoses of the workers on other machines."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from lintbox.domain import (
    EMBEDDED,
    MAX_HEADER_BYTES,
    Engine,
    EngineUnusable,
    EngineWorker,
    count_noun,
    end_sentence,
)
from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons.catalogue import Catalogue
from lintbox.lint.workers.limits import Limits
from lintbox.services.doctor.diagnosis import Installation, Verdict, fault, fine, warning
from lintbox.settings import Settings

_EXPIRES_SOON = timedelta(days=30)


def diagnose_engine(installation: Installation) -> Verdict:
    """Ask the NATS server and the workers, also beside a running server."""
    settings = installation.settings
    if settings.check_engine == EMBEDDED:
        return fine("This machine checks.")
    try:
        engine = asyncio.run(_probe(settings))
    except EngineUnusable as error:
        return fault(f"No server can start: {end_sentence(error.detail)}")
    return describe_engine(settings, engine, installation.now)


async def _probe(settings: Settings) -> Engine:
    from lintbox.lint.cluster.probe import probe  # lazy: the default has nothing of NATS in memory
    from lintbox.services.engines import get_address

    with TemporaryDirectory() as folder:
        catalogue = Catalogue(installed(), settings.pythons, Path(folder))
        if not catalogue.found.is_set():
            await catalogue.refresh()
        limits = Limits(settings.check_timeout, settings.check_memory)
        return await probe(get_address(settings), catalogue.tools, limits)


def describe_engine(settings: Settings, engine: Engine, now: datetime) -> Verdict:
    """Return whether workers serve this server, and what to do where they do not."""
    if not engine.server:
        return fault(
            f"No file is checked: there is no connection to {engine.address}. {engine.problem or ''} Start "
            "the NATS server, or correct LINTBOX_CHECK_ENGINE and its certificates; files wait until then."
        )
    if engine.problem:
        return fault(f"No file is checked: the NATS server {engine.address} does not work. {engine.problem}")
    others = _describe_others(engine)
    if not engine.slots:
        return fault(
            "No file is checked: no worker with the versions of this server answers. Start one: lintbox "
            f"worker {engine.address}.{others}"
        )
    if problems := [*_list_problems(settings, engine, now), *filter(None, [others.strip()])]:
        return warning(" ".join(problems))
    serving = sum(worker.serves for worker in engine.workers)
    verb = "checks" if serving == 1 else "check"
    return fine(
        f"{count_noun(serving, 'worker')} with {count_noun(engine.slots, 'slot')} {verb} for this server."
    )


def _describe_others(engine: Engine) -> str:
    """Name the workers that get no checks, and what they have otherwise."""
    different = [worker for worker in engine.workers if worker.differences and not worker.is_lost]
    named = "; ".join(f"{worker.name} in {_join(worker)}" for worker in different[:5])
    return f" Workers that differ get no checks: {named}." if named else ""


def _join(worker: EngineWorker) -> str:
    return ", ".join(f"{name} ({worker.versions.get(name, 'none')})" for name in worker.differences[:5])


def _list_problems(settings: Settings, engine: Engine, now: datetime) -> list[str]:
    problems = []
    if engine.max_payload_bytes < settings.upload_max_bytes + MAX_HEADER_BYTES:
        problems.append(
            f"The NATS server takes messages up to {engine.max_payload_bytes / 1024**2:.1f} MiB, and the "
            "largest upload needs more, so this machine checks large files itself: raise max_payload there."
        )
    if lost := [worker for worker in engine.workers if worker.is_lost and not worker.differences]:
        named = ", ".join(
            f"{one.name} for {count_noun(round(one.silent_seconds), 'second')}" for one in lost[:5]
        )
        problems.append(
            f"Not seen: {named}. Other workers check meanwhile. Unless it was stopped on purpose, see "
            f"whether that machine is on and reaches {engine.address}."
        )
    moments = [engine.certificate_expires_at, *(one.certificate_expires_at for one in engine.workers)]
    if (first := min(filter(None, moments), default=None)) and first - now < _EXPIRES_SOON:
        problems.append(f"A certificate expires on {first.astimezone(UTC):%Y-%m-%d}: make a new one.")
    return problems
