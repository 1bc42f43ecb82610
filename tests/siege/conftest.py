from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.siege.attacks import ATTACKS
from tests.siege.siege import QUICK, start_siege

Attacked = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def attack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Run attacks at their small size, those of one module on one server; return what was wrong."""
    folder: Path = tmp_path_factory.mktemp("siege")
    descriptors: int = getattr(request.module, "DESCRIPTORS", 0)
    settings: dict[str, str] = getattr(request.module, "SETTINGS", {})
    slow_mail: bool = getattr(request.module, "SLOW_MAIL", False)
    with start_siege(folder, QUICK, descriptors=descriptors, settings=settings, slow_mail=slow_mail) as siege:
        yield lambda name: siege.run(ATTACKS[name], ATTACKS[name].small).wrong
