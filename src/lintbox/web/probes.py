"""For machines that look after machines: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import platform
import sqlite3
from typing import TYPE_CHECKING

from sanic import HTTPResponse, Request

from lintbox import __version__
from lintbox.domain import ProblemCode
from lintbox.services import queues
from lintbox.web import problems
from lintbox.web.budgets import budgets_of
from lintbox.web.context import context_of
from lintbox.web.routes import give
from lintbox.web.schemas.server import Alive, ComponentOut, ReadyOut

if TYPE_CHECKING:
    from lintbox.web.metrics import Metrics


async def show_alive(_request: Request) -> HTTPResponse:
    return give(Alive(status="pass", version=__version__))


async def show_ready(request: Request) -> HTTPResponse:
    components = await context_of(request).readiness.examine()
    ready = not any(component.trouble for component in components)
    shown = {
        component.name: ComponentOut(status="fail" if component.trouble else "pass", detail=component.trouble)
        for component in components
    }
    answer = ReadyOut(status="pass" if ready else "fail", version=__version__, components=shown)
    body = answer.dump_sparse()
    return HTTPResponse(body, 200 if ready else 503, content_type="application/json")


async def show_metrics(request: Request) -> HTTPResponse:
    context = context_of(request)
    metrics: Metrics | None = request.app.ctx.metrics
    if metrics is None:
        return problems.answer(
            ProblemCode.NOT_FOUND, "There are no metrics: LINTBOX_METRICS=1 turns them on."
        )
    waiting = await context.db.read(queues.measure, context.clock())
    files, turns = context.db.measure_files(), context.passwords.turns
    body = metrics.write(waiting, files, context.heartbeats, budgets_of(request), turns, context.linter)
    return HTTPResponse(body, content_type=metrics.content_type)


def versions() -> dict[str, str]:
    return {"version": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}


PROBES = {"/healthz": show_alive, "/readyz": show_ready, "/metrics": show_metrics}
