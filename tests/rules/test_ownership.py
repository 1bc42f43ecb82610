"""An account deleted while its request arrives: nothing is stored, and the response says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lintbox.domain import NotSignedIn, Profile, User
from lintbox.services import files, profiles
from lintbox.storage import users
from tests.rules.harness import Harness, upload

ACTS: dict[str, Callable[[Harness, str], object]] = {
    "an upload": lambda harness, user_id: files.add(harness.settings, user_id, [upload()], harness.now),
    "an upload with a profile": lambda harness, user_id: files.add(
        harness.settings, user_id, [upload()], harness.now, "strict"
    ),
    "a new profile": lambda harness, user_id: profiles.add(user_id, "Ours", Profile(), harness.now),
    "the list of profiles": lambda _, user_id: profiles.list_all(user_id),
}


@pytest.mark.parametrize("what", ACTS)
def test_a_user_deleted_during_a_request_is_signed_out_and_owns_nothing(
    harness: Harness, alice: User, what: str
) -> None:
    harness.db.call(users.remove, alice.id)
    with pytest.raises(NotSignedIn):
        harness.db.call(ACTS[what], harness, alice.id)
    assert (harness.count("files"), harness.count("contents"), harness.count("profiles")) == (0, 0, 0)
