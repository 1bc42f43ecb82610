"""Each hazard ends in an allowed state, and the next file is checked: slow inputs."""

from __future__ import annotations

import pytest

from tests.hazards import slow
from tests.hazards.conftest import CheckHazard
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", slow.blanks(), ids=name_of)
def test_runs_of_blanks_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)


@pytest.mark.parametrize("hazard", slow.parts(), ids=name_of)
def test_slow_constructs_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)
