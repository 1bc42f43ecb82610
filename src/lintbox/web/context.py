"""What request handlers share, and the user, administrator or address that a request comes from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from sanic import Request

from lintbox.domain import Forbidden, MailMode, NotSignedIn, NotStored, Role, Tool, User
from lintbox.hosts import LOOPBACK_HOSTS
from lintbox.lint import Linter
from lintbox.services import sessions
from lintbox.services.admin.audit import Actor
from lintbox.services.live_checks import LiveChecks
from lintbox.services.passwords import Passwords
from lintbox.services.readiness import Readiness
from lintbox.services.round_robin import Requester
from lintbox.services.runtime import Runtime
from lintbox.web.budgets import hold_request
from lintbox.web.peers import Address, resolve_client_address

_SHORT_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Context(Runtime):
    """The process's runtime with what only request handlers need.

    ``listening`` is the bound address with its port.
    """

    passwords: Passwords
    mail: MailMode
    linter: Linter
    live_checks: LiveChecks
    readiness: Readiness
    listening: str
    started_at: datetime

    @property
    def tool(self) -> Tool:
        return self.linter.tool

    @property
    def base_path(self) -> str:
        """Return the path of the base URL with a slash at both ends; ``/`` if it has none."""
        path = urlsplit(self.link_builder.base_url).path.strip("/")
        return f"/{path}/" if path else "/"

    @property
    def is_https(self) -> bool:
        return self.link_builder.base_url.startswith("https:")

    @property
    def cookie(self) -> str:
        # RFC 6265bis 4.1.3: both prefixes need Secure, which browsers reject over plain http, and
        # __Host- needs the path /, which another Lintbox on the same host would share
        prefix = "__Host-" if self.base_path == "/" else "__Secure-"
        return f"{prefix}lintbox" if self.is_https else "lintbox"


def context_of(request: Request) -> Context:
    context: Context = request.app.ctx.lintbox
    return context


def find_token(request: Request) -> str | None:
    token: str | None = request.cookies.get(context_of(request).cookie)
    return token if token and token.isascii() else None  # our tokens are ASCII


async def get_user(request: Request) -> User:
    """Return the signed-in user, after waiting for one of the user's request slots.

    Raises:
        NotSignedIn
        TooMany: too many requests of this user are waiting.
    """
    now = asyncio.get_running_loop().time
    begun = now()
    user = await _get_session_user(request)
    await hold_request(request, user.id)
    if now() - begun > _SHORT_SECONDS:  # the session may have ended while the request waited
        user = await _get_session_user(request)
    request.ctx.needed_role = Role.USER
    return user


async def confirm_access(request: Request) -> None:
    """Require once more what the handler required before the body, which may take minutes to arrive.

    Raises:
        NotSignedIn: the session ended meanwhile.
        Forbidden: the user is no longer an administrator.
    """
    needed = getattr(request.ctx, "needed_role", None)
    if needed:  # None for a visitor
        await (get_admin if needed == Role.ADMIN else get_user)(request)


async def _get_session_user(request: Request) -> User:
    context = context_of(request)
    return await sessions.get_user(context.db, find_token(request), context.clock())


async def get_requester(request: Request) -> Requester:
    """Return the key for fair queueing: network and user id; the id is empty without a session."""
    network = get_client_network(request)
    try:
        user = await _get_session_user(request)
    except (NotSignedIn, NotStored):
        return Requester(network, "")
    return Requester(network, user.id)


async def get_admin(request: Request) -> Actor:
    """Return the signed-in administrator as the actor of audit rows.

    Raises:
        NotSignedIn
        Forbidden: the user is not an administrator.
        TooMany: as for ``get_user``.
    """
    user = await get_user(request)
    if user.role != Role.ADMIN:
        raise Forbidden("Only an administrator may do that.")
    request.ctx.needed_role = Role.ADMIN
    return Actor(user.id, user.email, get_client_network(request))


def get_client_network(request: Request) -> str:
    """Return the key for rate limits: the IPv4 address, or the /64 network of an IPv6 address."""
    address = get_client_address(request)
    return str(ip_network(f"{address}/64", strict=False) if isinstance(address, IPv6Address) else address)


def get_client_address(request: Request) -> Address:
    lines = request.headers.getall("x-forwarded-for", [])
    return resolve_client_address(request.ip, lines, context_of(request).settings.trusted_proxies)


def is_local_request(request: Request) -> bool:
    """Return whether client and listener are both on loopback, with no proxy between them."""
    context = context_of(request)
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return (
        context.settings.host in LOOPBACK_HOSTS
        and ip_address(request.ip).is_loopback
        # a reverse proxy on this machine may send a loopback Host for remote clients
        and urlsplit(context.link_builder.base_url).hostname in LOOPBACK_HOSTS
        and (urlsplit(f"//{request.headers.get('host', '')}").hostname or "") in LOOPBACK_HOSTS
        and not context.settings.trusted_proxies
        and not forwarded
    )
