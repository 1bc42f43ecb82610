"""Each hazard ends in an allowed state, and the next file is checked: inputs with large results."""

from __future__ import annotations

import pytest

from tests.hazards import large
from tests.hazards.conftest import CheckHazard
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", large.memory(), ids=name_of)
def test_memory_hogs_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)


@pytest.mark.parametrize("hazard", large.floods(), ids=name_of)
def test_floods_of_rows_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)


@pytest.mark.parametrize("hazard", large.forgeries(), ids=name_of)
def test_forged_rows_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)
