"""Probes for monitoring: ``/healthz``, ``/readyz`` and ``/metrics``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanic import HTTPResponse, Request

from lintbox import __version__
from lintbox.domain import ProblemCode
from lintbox.services import queues
from lintbox.web import problems
from lintbox.web.budgets import budgets_of
from lintbox.web.context import context_of
from lintbox.web.routes import json_response
from lintbox.web.schemas.server import AliveOut, ComponentOut, ReadinessOut

if TYPE_CHECKING:
    from lintbox.web.metrics import Metrics


async def show_liveness(_request: Request) -> HTTPResponse:
    return json_response(AliveOut(status="pass", version=__version__))


async def show_readiness(request: Request) -> HTTPResponse:
    components = await context_of(request).readiness.measure()
    ready = not any(component.problem for component in components)
    shown = {
        component.name: ComponentOut(status="fail" if component.problem else "pass", detail=component.problem)
        for component in components
    }
    readiness = ReadinessOut(status="pass" if ready else "fail", version=__version__, components=shown)
    body = readiness.dump_sparse()
    return HTTPResponse(body, 200 if ready else 503, content_type="application/json")


async def show_metrics(request: Request) -> HTTPResponse:
    context = context_of(request)
    metrics: Metrics | None = request.app.ctx.metrics
    if metrics is None:
        return problems.problem_response(
            ProblemCode.NOT_FOUND, "Metrics are turned off: LINTBOX_METRICS=1 turns them on."
        )
    measured = await context.db.read(queues.measure, context.clock())
    files, round_robin = context.db.measure_files(), context.passwords.round_robin
    body = metrics.write(
        measured, files, context.heartbeats, budgets_of(request), round_robin, context.linter
    )
    return HTTPResponse(body, content_type=metrics.content_type)


PROBES = {"/healthz": show_liveness, "/readyz": show_readiness, "/metrics": show_metrics}
