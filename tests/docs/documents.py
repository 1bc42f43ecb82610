"""The documents that people read, and their parts."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        *(ROOT / "docs").glob("*.md"),
    )
}
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)


def list_blocks(text: str) -> list[tuple[str, str]]:
    """Return language and content of each fenced block."""
    return _BLOCK.findall(text)


def list_code(text: str) -> list[str]:
    """Return each inline code, with blanks for line breaks."""
    return [" ".join(code.split()) for _, code in _CODE.findall(_BLOCK.sub("", text))]


def list_table(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the first table below the line that begins with the heading, without its head."""
    lines = text[re.search(rf"^{re.escape(heading)}", text, re.MULTILINE).start() :].splitlines()  # type: ignore[union-attr]
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return rows
