"""Each ends in a state that people see, and the next file is checked: what is no text."""

from __future__ import annotations

import pytest

from tests.hazards import bytes_and_codecs
from tests.hazards.conftest import NewPerson
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", bytes_and_codecs.cookies(), ids=name_of)
def test_cookies_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)


@pytest.mark.parametrize("hazard", bytes_and_codecs.bytes_(), ids=name_of)
def test_bytes_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)


@pytest.mark.parametrize("hazard", bytes_and_codecs.line_ends(), ids=name_of)
def test_line_ends_end_in_a_state(new_person: NewPerson, hazard: Hazard) -> None:
    new_person(hazard)
