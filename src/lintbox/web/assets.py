"""The pages' files: read once at start, served from memory."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode
from lintbox.web import problems
from lintbox.web.representations import accepts_gzip, has_current

ARCHIVE = "frontend.zip"
# the build does not know the base path; the server inserts it
_PLACEHOLDER = b"/__lintbox__/"
_PAGE = re.compile(
    # some mail clients encode the # of a link as %23
    r"|account|emails/off|try|sign-up|check-your-mail|sign-in|(?:verify|reset|setup)(?:%23.*|%2523.*|#.*)?|files/[^/]+|shared/[^/]+|codes(?:/[^/]+)?|profiles(?:/[^/]+)?|admin(?:/[^/]+){0,2}"
)


@dataclass(frozen=True)
class Asset:
    data: bytes
    content_type: str
    cache_control: str
    etag: str

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.data, mtime=0)

    @property
    def gzipped_etag(self) -> str:
        # RFC 9110 8.8.3.3: a strong tag is that of one encoding
        return f'{self.etag[:-1]}-gzip"'


def read_assets(base_path: str) -> dict[str, Asset]:
    return {
        name: _build_asset(PurePosixPath(name), data, base_path) for name, data in read_frontend().items()
    }


def read_frontend() -> dict[str, bytes]:
    """Read all files of the build, from the archive in binary and wheel or else from ``web/dist``.

    Returns an empty mapping if the pages are not built.
    """
    packed = Path(str(files("lintbox"))) / ARCHIVE
    if packed.is_file():
        with ZipFile(packed) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    folder = Path(__file__).parents[3] / "web" / "dist"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def build_json(data: bytes) -> Asset:
    """Return JSON that changes only with the version of Lintbox."""
    return Asset(data, "application/json", "no-cache", _hash(data))


def pack_frontend(target: Path) -> None:
    """Write the archive for binary and wheel. It is reproducible: the same build gives the same bytes."""
    with ZipFile(target, "w") as archive:
        for name, data in read_frontend().items():
            archive.writestr(ZipInfo(name), data)


def serve(request: Request, assets: Mapping[str, Asset], path: str) -> HTTPResponse:
    """Return the asset, or ``index.html`` for the path of a page, which is routed in the browser."""
    if path.startswith("api/"):
        return _not_found()
    asset = assets.get(path)
    status = 200
    if asset is None or path == "index.html":
        if "index.html" not in assets:
            return HTTPResponse("The frontend is not built: run make web.\n", 503, content_type="text/plain")
        is_page = _PAGE.fullmatch(path)
        if not is_page and "." in path.rpartition("/")[2] and not path.startswith("files/"):
            return _not_found()
        asset = assets["index.html"]
        status = 200 if is_page else 404
    return respond(request, asset, status)


def respond(request: Request, asset: Asset, status: int = 200) -> HTTPResponse:
    """Return the asset, compressed if the client accepts it, or 304 if the client has it."""
    compresses = accepts_gzip(request)
    etag = asset.gzipped_etag if compresses else asset.etag
    headers = {"Cache-Control": asset.cache_control, "ETag": etag}
    if status == 200 and has_current(request, etag):
        return HTTPResponse(status=304, headers=headers)
    if compresses:
        headers["Content-Encoding"] = "gzip"
        return HTTPResponse(asset.gzipped, status, headers, asset.content_type)
    return HTTPResponse(asset.data, status, headers, asset.content_type)


def _not_found() -> HTTPResponse:
    return problems.problem_response(ProblemCode.NOT_FOUND, problems.NOT_FOUND_DETAIL)


def _build_asset(path: PurePosixPath, data: bytes, base_path: str) -> Asset:
    if path.suffix in {".html", ".js", ".css"}:
        data = data.replace(_PLACEHOLDER, base_path.encode())
    kind = guess_type(path.name)[0] or "application/octet-stream"
    return Asset(
        data=data,
        content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        cache_control=_choose_cache_control(path),
        etag=_hash(data),
    )


def _choose_cache_control(path: PurePosixPath) -> str:
    if len(path.parts) > 1:  # only files in the top folder have no content hash in their names
        return "public, max-age=31536000, immutable"
    # Chromium asks for the icon at each change of the URL, such as a step to the next finding
    return "public, max-age=86400" if path.suffix == ".svg" else "no-cache"


def _hash(data: bytes) -> str:
    return f'"{sha256(data).hexdigest()[:16]}"'
