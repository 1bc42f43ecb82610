"""Each ends in a state that people see, and the next file is checked: what grows."""

from __future__ import annotations

import pytest

from tests.hazards import large
from tests.hazards.conftest import NewPerson
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", large.memory(), ids=name_of)
def test_what_takes_memory_ends_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)


@pytest.mark.parametrize("hazard", large.floods(), ids=name_of)
def test_floods_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)


@pytest.mark.parametrize("hazard", large.forgeries(), ids=name_of)
def test_forgeries_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)
