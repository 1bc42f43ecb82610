"""What the handlers work with, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from sanic import Request

from lintbox.domain import Forbidden, MailMode, Role, Tool, User
from lintbox.lint import Linter
from lintbox.services import sessions
from lintbox.services.admin.audit import Actor
from lintbox.services.passwords import Passwords
from lintbox.services.readiness import Readiness
from lintbox.services.runtime import Runtime
from lintbox.settings import LOOPBACK
from lintbox.web.budgets import hold_request
from lintbox.web.peers import Address, find_peer


@dataclass(frozen=True, slots=True)
class Context(Runtime):
    """The process's runtime with what only request handlers need.

    ``listening`` is the bound address with its port.
    """

    passwords: Passwords
    mail: MailMode
    linter: Linter
    readiness: Readiness
    listening: str
    started_at: datetime

    @property
    def tool(self) -> Tool:
        return self.linter.tool

    @property
    def base_path(self) -> str:
        """With a slash at both ends, ``/`` for none."""
        path = urlsplit(self.link_builder.base_url).path.strip("/")
        return f"/{path}/" if path else "/"

    @property
    def is_https(self) -> bool:
        return self.link_builder.base_url.startswith("https:")

    @property
    def cookie(self) -> str:
        # RFC 6265bis 4.1.3: the prefixes need Secure, which no browser keeps on plain http, and
        # __Host- needs the path /, which would be shared with another Lintbox on the host
        prefix = "__Host-" if self.base_path == "/" else "__Secure-"
        return f"{prefix}lintbox" if self.is_https else "lintbox"


def context_of(request: Request) -> Context:
    context: Context = request.app.ctx.lintbox
    return context


def find_token(request: Request) -> str | None:
    token: str | None = request.cookies.get(context_of(request).cookie)
    return token if token and token.isascii() else None  # other bytes are none of ours, and no text


async def find_user(request: Request) -> User:
    """Return who is signed in, when it is their request's turn.

    Raises:
        NotSignedIn
        TooMany: too many requests of theirs wait already.
    """
    context = context_of(request)
    user = await sessions.find_user(context.db, find_token(request), context.clock())
    await hold_request(request, user.id)
    return user


async def find_admin(request: Request) -> Actor:
    """Raises: NotSignedIn, Forbidden."""
    user = await find_user(request)
    if user.role != Role.ADMIN:
        raise Forbidden("Only an administrator may do that.")
    return Actor(user.id, user.email, find_network(request))


def find_network(request: Request) -> str:
    """Return the address that limits count by: an IPv4 one, or the /64 of an IPv6 one."""
    address = find_address(request)
    return str(ip_network(f"{address}/64", strict=False) if isinstance(address, IPv6Address) else address)


def find_address(request: Request) -> Address:
    lines = request.headers.getall("x-forwarded-for", [])
    return find_peer(request.ip, lines, context_of(request).settings.trusted_proxies)


def is_on_this_machine(request: Request) -> bool:
    """Tell whether peer and listener are loopback, with nothing in between that passes others on."""
    context = context_of(request)
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return (
        context.settings.host in LOOPBACK
        and ip_address(request.ip).is_loopback
        # a proxy on this machine may send loopback names for requests of everybody
        and urlsplit(context.link_builder.base_url).hostname in LOOPBACK
        and (urlsplit(f"//{request.headers.get('host', '')}").hostname or "") in LOOPBACK
        and not context.settings.trusted_proxies
        and not forwarded
    )
