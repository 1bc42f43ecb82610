"""Host and origin checks, and security headers (OWASP cheat sheets: CSRF, HTTP Headers)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from socket import gethostname
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request
from sanic.response import BaseHTTPResponse

from lintbox.domain import ProblemCode
from lintbox.hosts import LOOPBACK_HOSTS, WILDCARD_HOSTS, normalize_host
from lintbox.web import problems, unknown_host
from lintbox.web.context import Context, context_of
from lintbox.web.http_syntax import SAFE_METHODS, find_authority

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


async def refuse_foreign(request: Request) -> HTTPResponse | None:
    """Refuse unknown hosts (DNS rebinding) and unsafe requests from other origins (CSRF)."""
    context = context_of(request)
    # RFC 9112 3.2.2: a target in absolute form names the host instead of Host; other code reads Host
    for authority in (request.headers.get("host", ""), find_authority(request.raw_url)):
        if authority is None or is_known_host(context, host := _parse_host(authority)):
            continue
        if unknown_host.accepts_html(request):
            return unknown_host.show(host and authority)
        return problems.problem_response(
            ProblemCode.UNKNOWN_HOST, "This server does not know this host name: see LINTBOX_BASE_URL."
        )
    if request.method not in SAFE_METHODS and not is_same_origin(context, request):
        return problems.problem_response(
            ProblemCode.CROSS_ORIGIN, "This request comes from another site, so it was refused."
        )
    return None


def is_known_host(context: Context, host: str | None) -> bool:
    if host is None:
        return False
    known = LOOPBACK_HOSTS | {context.settings.host, urlsplit(context.link_builder.base_url).hostname}
    if host in known:
        return True
    # bound to all interfaces: DNS rebinding needs a name, so every IP address is safe
    if context.settings.host in WILDCARD_HOSTS:
        return host == gethostname().lower() or _is_address(host)
    return _is_address(host) and ip_address(host).is_loopback


def is_same_origin(context: Context, request: Request) -> bool:
    """Check Sec-Fetch-Site, which browsers send only to https and loopback, and Origin."""
    sites = request.headers.getall("sec-fetch-site", [])
    origins = request.headers.getall("origin", [])
    base = urlsplit(context.link_builder.base_url)
    own_origins = {f"{base.scheme}://{base.netloc}", f"http://{request.headers.get('host', '')}"}
    is_own = all(origin in own_origins or _without_final_dot(origin) in own_origins for origin in origins)
    return is_own and {*sites} <= {"same-origin", "none"}


def _without_final_dot(origin: str) -> str:
    """Remove the final dot that browsers keep in ``https://school.example.`` (RFC 3986 3.2.2)."""
    return re.sub(r"\.(:\d+)?$", r"\1", origin)


async def add_headers(request: Request, response: BaseHTTPResponse) -> None:
    context = context_of(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Sec-Fetch-Site, Origin, Accept-Encoding"
    response.headers["X-Request-Id"] = getattr(request.ctx, "request_id", "")
    if "/shared/" in request.path:  # only those who were given a link should find it
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if context.is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"


def _parse_host(authority: str) -> str | None:
    """Return the host without port and brackets; None if it is missing or cannot be parsed."""
    try:
        parts = urlsplit(f"//{authority}")
        if parts.port == 0 or not parts.hostname:
            return None
        host = parts.hostname.removesuffix(".")
        # browsers send the ASCII form of a name, curl sends it as typed
        return host if host.isascii() else normalize_host(host)
    except ValueError:
        return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
