"""All families of hazards."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hazards import bytes_and_codecs, deep, large, slow
from tests.hazards.hazard import Hazard

FAMILIES = {
    "blanks": slow.blanks,
    "parts": slow.parts,
    "chains": deep.chains,
    "nests": deep.nests,
    "cookies": bytes_and_codecs.cookies,
    "bytes": bytes_and_codecs.bytes_,
    "line ends": bytes_and_codecs.line_ends,
    "memory": large.memory,
    "floods": large.floods,
    "forgeries": large.forgeries,
}


def all_hazards() -> Iterator[Hazard]:
    for make in FAMILIES.values():
        yield from make()
