"""A request whose account is deleted while its body arrives: nothing is stored, and it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lintbox.domain import NotSignedIn, Profile, User
from lintbox.services import files, profiles
from lintbox.storage import users
from tests.rules.desk import Desk, upload

ACTS: dict[str, Callable[[Desk, str], object]] = {
    "an upload": lambda desk, user_id: files.add(desk.settings, user_id, [upload()], desk.now),
    "an upload with a profile": lambda desk, user_id: files.add(
        desk.settings, user_id, [upload()], desk.now, "strict"
    ),
    "a new profile": lambda desk, user_id: profiles.add(user_id, "Ours", Profile(), desk.now),
    "the list of profiles": lambda _, user_id: profiles.list_all(user_id),
}


@pytest.mark.parametrize("what", ACTS)
def test_who_was_deleted_meanwhile_is_signed_out_and_owns_nothing(desk: Desk, alice: User, what: str) -> None:
    desk.db.call(users.remove, alice.id)
    with pytest.raises(NotSignedIn):
        desk.db.call(ACTS[what], desk, alice.id)
    assert (desk.count("files"), desk.count("contents"), desk.count("profiles")) == (0, 0, 0)
