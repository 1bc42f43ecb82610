"""Drag and drop through the DevTools protocol: the browser itself handles the drop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page


class Drag:
    """Files held over the middle of the window."""

    def __init__(self, page: Page, paths: Sequence[Path]) -> None:
        self._session = page.context.new_cdp_session(page)
        size = page.viewport_size
        assert size is not None
        self._x, self._y = size["width"] // 2, size["height"] // 2
        self._data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        self._send("dragEnter")
        self._send("dragOver")

    def drop(self) -> None:
        self._send("drop")
        self._session.detach()

    def _send(self, kind: str) -> None:
        self._session.send(
            "Input.dispatchDragEvent", {"type": kind, "x": self._x, "y": self._y, "data": self._data}
        )
