"""How often a user may ask for repairs."""

from __future__ import annotations

import pytest

from lintbox.domain import TooMany, User
from lintbox.services import fixes, rate_limits
from tests.rules.harness import Harness


def test_repairs_are_limited_by_user(harness: Harness, alice: User, bob: User) -> None:
    mine, others = harness.add(alice), harness.add(bob)

    def begin(user: User, file_id: str) -> fixes.Subject:
        return harness.db.call(fixes.begin, harness.settings, user.id, file_id, harness.now)

    for _ in range(rate_limits.LIMITS["fix-user"].attempts):
        subject = begin(alice, mine.id)
    assert (subject.name, subject.data, subject.sha256) == ("game.py", b"import os\n", mine.sha256)
    with pytest.raises(TooMany) as refused:
        begin(alice, mine.id)
    assert 0 < refused.value.retry_after <= 3601
    assert begin(bob, others.id).data == b"import os\n"
