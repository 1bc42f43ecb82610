"""Each hazard ends in an allowed state, and the next file is checked: undecodable or unusual bytes."""

from __future__ import annotations

import pytest

from tests.hazards import bytes_and_codecs
from tests.hazards.conftest import CheckHazard
from tests.hazards.hazard import Hazard, name_of


@pytest.mark.parametrize("hazard", bytes_and_codecs.cookies(), ids=name_of)
def test_encoding_declarations_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)


@pytest.mark.parametrize("hazard", bytes_and_codecs.bytes_(), ids=name_of)
def test_undecodable_bytes_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)


@pytest.mark.parametrize("hazard", bytes_and_codecs.line_ends(), ids=name_of)
def test_line_endings_end_in_an_allowed_state(check_hazard: CheckHazard, hazard: Hazard) -> None:
    check_hazard(hazard)
