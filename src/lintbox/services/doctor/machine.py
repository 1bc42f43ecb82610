"""Diagnoses of the environment: clock, base URL, mail server, sandbox, fast path."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from lintbox.domain import Python, PythonState, Tool, end_sentence
from lintbox.hosts import LOOPBACK_HOSTS
from lintbox.lint.engine.versions import find_obstacle_to_fast_path, installed
from lintbox.lint.pythons.catalogue import examine
from lintbox.lint.workers import sandbox_probe
from lintbox.mail import find_smtp_error
from lintbox.services.doctor.diagnosis import Installation, Verdict, fault, fine, warning
from lintbox.storage import inspection
from lintbox.storage.directory import find_holder

_MAX_SKEW = timedelta(minutes=2)
_TIMEOUT_SECONDS = 5


def diagnose_clock(installation: Installation) -> Verdict:
    newest = inspection.find_newest(installation.database) if installation.has_database else None
    if newest and newest > installation.now + _MAX_SKEW:
        return fault(
            f"The clock says {installation.now:%Y-%m-%d %H:%M} UTC, but a row was written at "
            f"{newest:%Y-%m-%d %H:%M}. Set the clock."
        )
    return fine(f"The clock says {installation.now:%Y-%m-%d %H:%M} UTC, which is after every stored time.")


def diagnose_base_url(installation: Installation) -> Verdict:
    settings = installation.settings
    if not settings.base_url:
        if settings.host in LOOPBACK_HOSTS:
            return fine("Lintbox is for this machine only, at its own address.")
        return warning("LINTBOX_BASE_URL is not set, so links in emails may lead nowhere.")
    parts = urlsplit(settings.base_url)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        return warning(f"{settings.base_url} is not encrypted: passwords can be read on their way.")
    if not installation.folder.is_dir() or find_holder(installation.folder) is None:
        return fine(f"{settings.base_url}; without a server it was not tried.")
    return _request_about(settings.base_url)


def _request_about(base_url: str) -> Verdict:
    import urllib.request  # imported here, because a running server loads this module and never calls this

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{base_url}/api/v1/about", timeout=_TIMEOUT_SECONDS) as response:
            leads_here = "version" in json.load(response)
    except (OSError, ValueError) as error:
        return warning(f"{base_url} did not answer from this machine: {end_sentence(str(error))}")
    return fine("The base URL leads here.") if leads_here else fault(f"{base_url} is another server.")


def diagnose_mail(installation: Installation) -> Verdict:
    settings = installation.settings
    if not settings.smtp_host:
        return fine("No mail server is set (LINTBOX_SMTP_HOST); emails go to the local mailbox.")
    if problem := asyncio.run(find_smtp_error(settings)):
        return fault(f"{settings.smtp_host}: {problem}")
    return fine(f"{settings.smtp_host} takes emails.")


def diagnose_limits(_: Installation) -> Verdict:
    if loose := [one.description for one in sandbox_probe.probe() if not one.holds]:
        return warning(f"This machine does not prevent a check from: {', '.join(loose)}.")
    return fine("Every limit of a check works.")


def diagnose_pythons(installation: Installation) -> Verdict:
    """List the interpreters; one that is named in the settings and refused is a warning."""
    with TemporaryDirectory() as folder:
        pythons = asyncio.run(examine(installation.settings.pythons, Path(folder)))
    listed = "; ".join(map(_describe_python, pythons))
    wanted = installation.settings.pythons
    if wanted and any(python.state == PythonState.REFUSED for python in pythons):
        return warning(f"{end_sentence(listed)} Correct LINTBOX_PYTHONS, or repair what is refused.")
    return fine(end_sentence(listed))


def _describe_python(python: Python) -> str:
    if python.state == PythonState.REFUSED:
        return f"{python.path} is refused: {python.detail}"
    where = "embedded" if python.is_embedded else python.path
    speed = "stock flake8" if python.obstacle else "fast path"
    if python.state == PythonState.REPLACED:
        return f"{python.version} ({where}) is not used: {python.detail}"
    return f"{python.version} ({where}, {speed})"


def diagnose_fast_path(_: Installation) -> Verdict:
    return diagnose_speed(installed())


def diagnose_speed(tool: Tool) -> Verdict:
    """Return whether the fast path is on for these versions, and why not."""
    if obstacle := find_obstacle_to_fast_path(tool):
        return warning(
            f"The fast path is off: {obstacle}. Checks take several times as long; results are the same."
        )
    return fine("The fast path is on; /metrics counts the files that it leaves to flake8.")
