"""The Sanic application: routes, pages, probes and middleware."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

from sanic import HTTPResponse, Request, Sanic
from sanic.application.state import ApplicationServerInfo
from sanic.config import Config
from sanic.http import Http
from sanic.http.constants import HTTP
from sanic.server.async_server import AsyncioServer

from lintbox.domain import Tool
from lintbox.platform.memory import return_large_blocks
from lintbox.services.tool_versions import list_versions
from lintbox.web import (
    about,
    accounts,
    codes,
    event_stream,
    exports,
    files,
    fixes,
    live_checks,
    openapi,
    preferences,
    profiles,
    request_log,
    security,
    setup,
    shares,
    subscriptions,
    versions,
)
from lintbox.web.admin import ROUTES as ADMIN_ROUTES
from lintbox.web.assets import read_assets, serve
from lintbox.web.budgets import begin_in_turn, hold_network, make_budgets
from lintbox.web.connections import Connections
from lintbox.web.context import Context, get_client_network, get_requester
from lintbox.web.descriptors import Listener, count_connections, raise_limit
from lintbox.web.probes import PROBES
from lintbox.web.problems import Problems
from lintbox.web.protocol import Connection

if TYPE_CHECKING:
    from lintbox.web.metrics import Metrics

ROUTES = (
    *accounts.ROUTES,
    *files.ROUTES,
    *exports.ROUTES,
    *shares.ROUTES,
    *versions.ROUTES,
    *live_checks.ROUTES,
    *profiles.ROUTES,
    *preferences.ROUTES,
    *subscriptions.ROUTES,
    *event_stream.ROUTES,
    *about.ROUTES,
    *codes.ROUTES,
    *fixes.ROUTES,
    *setup.ROUTES,
    *ADMIN_ROUTES,
)
# after an early error, read and discard this much: a client cut off in mid-upload never sees the response
_DISCARDED_BYTES = 256 * 1024**2
_GRACE_SECONDS = 5.0
# connections accepted in one pass of the event loop; requests on open ones are handled between the passes
_ACCEPTED_AT_ONCE = 32
_GET_AND_HEAD = ("GET", "HEAD")
# Sanic's method for a request that it could not parse; the response is its parse error
_UNPARSED = "NONE"


def build(context: Context) -> Sanic[Any, Any]:
    config: Config = Config(env_prefix="")
    config.REQUEST_MAX_SIZE = _DISCARDED_BYTES  # routes limit bodies where they read them
    config.REQUEST_TIMEOUT = 15  # seconds for the request line and headers
    config.KEEP_ALIVE_TIMEOUT = 75
    config.RESPONSE_TIMEOUT = 600  # seconds: a backup of a large database is slow
    config.ACCESS_LOG = False
    config.MOTD = False
    config.FALLBACK_ERROR_FORMAT = "json"
    config.REAL_IP_HEADER = None
    app: Sanic[Any, Any] = Sanic("lintbox", config=config, error_handler=Problems(), configure_logging=False)
    # Sanic sets this in its own start; without it each response gets an empty Alt-Svc header
    app.state.server_info.append(ApplicationServerInfo({"version": HTTP.VERSION_1}))
    app.ctx.lintbox = context
    return_large_blocks()
    app.ctx.budgets = make_budgets(context.settings, count_connections(raise_limit()))
    app.ctx.metrics = _make_metrics(context.tool) if context.settings.metrics else None
    # built on first use: it would take a tenth of the start-up time
    app.ctx.describe = partial(_describe, context)
    app.ctx.description = None
    for route in ROUTES:
        app.add_route(
            route.handler,
            f"{context.base_path}api/v1{route.path}",
            methods=route.methods,
            stream=True,
            name=route.handler.__name__,
        )
    _add_pages(app, context)
    app.register_middleware(_begin_request, "request")
    app.register_middleware(security.add_headers, "response")
    app.register_middleware(request_log.log_response, "response")
    return app


def _make_metrics(tool: Tool) -> Metrics:
    from lintbox.web.metrics import Metrics  # imported on demand: 2 MB

    versions = list_versions(tool)
    names = {"version": "Lintbox", "python": "Python", "sqlite": "SQLite"}
    return Metrics({label: versions[name] for label, name in names.items()})


def _describe(context: Context) -> bytes:
    return openapi.describe(ROUTES, context.base_path, context.cookie).encode()


class Server:
    """Serves on an already bound socket, and stops gracefully."""

    def __init__(self, app: Sanic[Any, Any]) -> None:
        self._app = app
        self._server: AsyncioServer | None = None

    async def start(self, listener: socket.socket) -> None:
        connections: Connections = self._app.ctx.budgets.connections
        server = await self._app.create_server(
            sock=Listener(listener, connections.evict),
            backlog=_ACCEPTED_AT_ONCE,
            protocol=partial(Connection, budget=connections),  # type: ignore[arg-type]  # a factory is enough
        )
        if server is None:  # only with return_asyncio_server=False
            raise RuntimeError("Sanic did not create a server")
        await server.startup()  # type: ignore[no-untyped-call]
        await server.before_start()  # type: ignore[no-untyped-call]
        await server.start_serving()  # type: ignore[no-untyped-call]
        await server.after_start()  # type: ignore[no-untyped-call]
        self._server = server

    async def stop(self) -> None:
        server = self._server
        if server is None:
            return
        server.close()  # type: ignore[no-untyped-call]
        for connection in list(server.connections):
            connection.close_if_idle()
        for _ in range(int(_GRACE_SECONDS / 0.05)):
            if not server.connections:
                break
            await asyncio.sleep(0.05)
        for connection in list(server.connections):
            connection.abort()


def _add_pages(app: Sanic[Any, Any], context: Context) -> None:
    assets = read_assets(context.base_path)

    async def show_page(request: Request, path: str = "") -> HTTPResponse:
        return serve(request, assets, path)

    async def show_off_page(request: Request) -> HTTPResponse:
        return serve(request, assets, subscriptions.ONE_CLICK_PATH)

    for path, show in PROBES.items():
        app.add_route(show, path, methods=_GET_AND_HEAD, stream=True, name=path[1:])
    app.add_route(show_page, context.base_path, methods=_GET_AND_HEAD, stream=True, name="first_page")
    off = f"{context.base_path}{subscriptions.ONE_CLICK_PATH}"
    app.add_route(subscriptions.unsubscribe, off, methods=("POST",), stream=True, name="unsubscribe")
    app.add_route(show_off_page, off, methods=_GET_AND_HEAD, stream=True, name="off_page")
    pages = f"{context.base_path}<path:path>"
    app.add_route(show_page, pages, methods=_GET_AND_HEAD, stream=True, name="page")


async def _begin_request(request: Request) -> HTTPResponse | None:
    request_log.begin(request)
    if request.method == _UNPARSED:
        return None
    stream: Http = request.stream  # type: ignore[assignment]  # only HTTP/1 is served
    connection: Connection = stream.protocol  # type: ignore[assignment]  # the only protocol of the server
    await connection.wait(begin_in_turn(request, await get_requester(request)))
    # a request with a body takes its slot after the body: a slow body must not block others
    if not stream.request_body:
        await hold_network(request, get_client_network(request))
    return await security.refuse_foreign(request)
