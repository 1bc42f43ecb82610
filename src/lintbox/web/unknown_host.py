"""The page for a browser that opens the server under an unknown host name."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from sanic import HTTPResponse, Request

_STYLE = (
    ":root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}"
    "body{max-width:38rem;margin:12vh auto;padding:0 1.25rem}h1{font-size:1.5rem;line-height:1.25}"
    "code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}"
    "pre{padding:.75rem 1rem;border:1px solid #8886;border-radius:.5rem;overflow-x:auto}"
)
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Unknown address · Lintbox</title><style>{style}</style></head>
<body><main>
<h1>This server does not know the address {host}</h1>
<p>Lintbox answers only under the names that it knows, so that no other site can pose as it.
Open it under the address that you were given by the person who runs it.</p>
<p><strong>You run it?</strong> Set the address that people type, and start it again:</p>
<pre><code>LINTBOX_BASE_URL={example}</code></pre>
</main></body></html>
"""


def accepts_html(request: Request) -> bool:
    """Return whether a browser navigates to the address, so that a person reads the response."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def show(host: str | None) -> HTTPResponse:
    """Return the page. ``host`` is the requested host with its port; None if it could not be parsed."""
    host = host and host.encode("ascii", "backslashreplace").decode()
    page = _PAGE.format(
        style=_STYLE,
        host=f"<code>{escape(host)}</code>" if host else "of this request",
        example=escape(f"http://{host or 'lint.school.example:5468'}"),
    )
    headers = {"Content-Security-Policy": _POLICY}
    return HTTPResponse(page, 421, headers, "text/html; charset=utf-8")
