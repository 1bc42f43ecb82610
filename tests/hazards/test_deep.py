"""Each hazard ends in an allowed state, and the next file is checked: deeply nested inputs."""

from __future__ import annotations

import pytest

from tests.hazards import deep
from tests.hazards.conftest import CheckHazard
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", deep.chains(), ids=name_of)
def test_long_chains_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)


@pytest.mark.parametrize("hazard", deep.nests(), ids=name_of)
def test_deep_nesting_ends_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)
