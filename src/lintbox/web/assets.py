"""The frontend: read once, served from memory."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

from sanic import HTTPResponse, Request

from lintbox.web import problems

# the build knows no address; the server writes its own in
_PLACEHOLDER = b"/__lintbox__/"
_PAGE = re.compile(
    r"|sign-up|check-your-mail|sign-in|verify|reset|setup|files/[^/]+|profiles(?:/[^/]+)?|admin(?:/[^/]+){0,2}"
)


@dataclass(frozen=True, slots=True)
class Asset:
    data: bytes
    packed: bytes
    content_type: str
    cache_control: str
    etag: str


def read_assets(base_path: str) -> dict[str, Asset]:
    """Read every file of the build; empty where nothing was built."""
    folder = find_folder()
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): _read(path, folder, base_path) for path in paths}


def find_folder() -> Path:
    """Return the build inside the package, as in the binary, else the one of the checkout."""
    packed = Path(str(files("lintbox"))) / "frontend"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "web" / "dist"


def serve(request: Request, assets: Mapping[str, Asset], path: str) -> HTTPResponse:
    """Answer with the asset, or with the page, which finds out what to show."""
    if path.startswith("api/"):
        return _find_nothing()
    asset = assets.get(path)
    status = 200
    if asset is None or path == "index.html":
        if "index.html" not in assets:
            return HTTPResponse("The frontend is not built: run make web.\n", 503, content_type="text/plain")
        if "." in path.rpartition("/")[2] and not path.startswith("files/"):
            return _find_nothing()
        asset = assets["index.html"]
        status = 200 if _PAGE.fullmatch(path) else 404
    headers = {"Cache-Control": asset.cache_control, "ETag": asset.etag}
    if status == 200 and request.headers.get("if-none-match") == asset.etag:
        return HTTPResponse(status=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return HTTPResponse(asset.packed, status, headers, asset.content_type)
    return HTTPResponse(asset.data, status, headers, asset.content_type)


def _find_nothing() -> HTTPResponse:
    return problems.answer("not-found", "There is nothing at this address.")


def _read(path: Path, folder: Path, base_path: str) -> Asset:
    data = path.read_bytes()
    if path.suffix in {".html", ".js", ".css"}:
        data = data.replace(_PLACEHOLDER, base_path.encode())
    kind = guess_type(path.name)[0] or "application/octet-stream"
    hashed = path.parent != folder  # the build puts a hash into the names of all but the page's own files
    return Asset(
        data=data,
        packed=gzip.compress(data, mtime=0),
        content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        cache_control="public, max-age=31536000, immutable" if hashed else "no-cache",
        etag=f'"{sha256(data).hexdigest()[:16]}"',
    )
