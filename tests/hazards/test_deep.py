"""Each ends in a state that people see, and the next file is checked: what is nested deep."""

from __future__ import annotations

import pytest

from tests.hazards import deep
from tests.hazards.conftest import NewPerson
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", deep.chains(), ids=name_of)
def test_chains_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)


@pytest.mark.parametrize("hazard", deep.nests(), ids=name_of)
def test_nests_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)
