"""Each ends in a state that people see, and the next file is checked: what burns time."""

from __future__ import annotations

import pytest

from tests.hazards import slow
from tests.hazards.conftest import NewPerson
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", slow.blanks(), ids=name_of)
def test_blanks_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)


@pytest.mark.parametrize("hazard", slow.parts(), ids=name_of)
def test_parts_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)
