"""The server answers the path of each page with 200, and others with 404."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header

from lintbox.web.assets import Asset, serve

ROUTES = Path(__file__).parents[2] / "web" / "src" / "lib" / "routes.ts"
ASSETS = {"index.html": Asset(b"", "text/html", "no-cache", '"1"')}
REQUEST: Any = SimpleNamespace(headers=Header())


def list_paths() -> list[str]:
    """Return a path of each page that ``routes.ts`` names."""
    text = ROUTES.read_text()
    simple, with_id = (
        re.findall(r'^  "(/[^"]*)":', part.partition("} as const")[0], re.MULTILINE)
        for part in (text.partition("const SIMPLE = {")[2], text.partition("const WITH_ID = {")[2])
    )
    assert len(simple) > 10
    assert len(with_id) > 3
    return [*simple, *(f"{path}/x" for path in with_id)]


@pytest.mark.parametrize("path", list_paths())
def test_every_page_is_found_by_its_path(path: str) -> None:
    assert serve(REQUEST, ASSETS, path[1:]).status == 200


@pytest.mark.parametrize("path", ["tries", "try/x", "shared", "emails", "account/x", "shared/x/y"])
def test_a_path_without_a_page_is_not_found(path: str) -> None:
    assert serve(REQUEST, ASSETS, path).status == 404
