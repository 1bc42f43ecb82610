"""Who may ask from where (OWASP CSRF and HTTP Headers), and the headers of every answer."""

from __future__ import annotations

import re
from ipaddress import ip_address
from socket import gethostname
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request
from sanic.response import BaseHTTPResponse

from lintbox.domain import ProblemCode
from lintbox.hosts import normalize_host
from lintbox.settings import LOOPBACK
from lintbox.web import problems, unknown_host
from lintbox.web.context import Context, context_of

_SAFE = {"GET", "HEAD", "OPTIONS"}
_EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


async def refuse_strangers(request: Request) -> HTTPResponse | None:
    """Refuse unknown hosts (DNS rebinding) and unsafe requests of other origins."""
    context = context_of(request)
    host = _read_host(request)
    if not is_known_host(context, host):
        if unknown_host.wants_page(request):
            return unknown_host.show(host and request.headers["host"])
        return problems.answer(
            ProblemCode.UNKNOWN_HOST, "This server has another name: see LINTBOX_BASE_URL."
        )
    if request.method not in _SAFE and not is_same_origin(context, request):
        return problems.answer(
            ProblemCode.CROSS_ORIGIN, "This request comes from another site, so it was refused."
        )
    return None


def is_known_host(context: Context, host: str | None) -> bool:
    if host is None:
        return False
    known = LOOPBACK | {context.settings.host, urlsplit(context.link_builder.base_url).hostname}
    if host in known:
        return True
    # bound to every address of the machine: an address cannot be rebound, a foreign name can
    if context.settings.host in _EVERYWHERE:
        return host == gethostname().lower() or _is_address(host)
    return _is_address(host) and ip_address(host).is_loopback


def is_same_origin(context: Context, request: Request) -> bool:
    """Browsers send Sec-Fetch-Site to https and loopback only; elsewhere Origin decides."""
    sites = request.headers.getall("sec-fetch-site", [])
    origins = request.headers.getall("origin", [])
    base = urlsplit(context.link_builder.base_url)
    ours = {f"{base.scheme}://{base.netloc}", f"http://{request.headers.get('host', '')}"}
    here = all(origin in ours or _without_final_dot(origin) in ours for origin in origins)
    return here and {*sites} <= {"same-origin", "none"}


def _without_final_dot(origin: str) -> str:
    """Browsers keep the dot of ``https://school.example.``, which is the same host (RFC 3986 3.2.2)."""
    return re.sub(r"\.(:\d+)?$", r"\1", origin)


async def add_headers(request: Request, response: BaseHTTPResponse) -> None:
    context = context_of(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Sec-Fetch-Site, Origin, Accept-Encoding"
    response.headers["X-Request-Id"] = getattr(request.ctx, "request_id", "")
    if context.is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"


def _read_host(request: Request) -> str | None:
    """Return the name without port and brackets; None without exactly one to be read (RFC 9112 3.2)."""
    hosts = request.headers.getall("host", [])
    if len(hosts) != 1:
        return None
    try:
        parts = urlsplit(f"//{hosts[0]}")
        if parts.port == 0 or not parts.hostname:
            return None
        host = parts.hostname.removesuffix(".")
        # curl sends names as they are typed, browsers send their ASCII form
        return host if host.isascii() else normalize_host(host)
    except ValueError:
        return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
