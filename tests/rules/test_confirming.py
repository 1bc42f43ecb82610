"""Administrators confirm an address without its link."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import (
    Invalid,
    InvalidCredentials,
    TokenInvalid,
)
from lintbox.services import resets
from lintbox.services.admin import users
from lintbox.services.admin.audit import COMMAND_LINE
from tests.rules.harness import Harness
from tests.rules.visitor import EMAIL, PASSWORD, STRANGER, Visitor


def confirm(visitor: Visitor) -> str | None:
    user_id = visitor.harness.db.call(users.get_id, EMAIL)
    return visitor.harness.db.call(
        users.verify, COMMAND_LINE, visitor.harness.link_builder, user_id, visitor.harness.now
    )


def test_an_operator_can_confirm_an_address(visitor: Visitor) -> None:
    registered = visitor.register()
    assert confirm(visitor) is None
    assert visitor.sign_in()
    with pytest.raises(TokenInvalid):
        visitor.verify(registered)


def test_confirming_with_different_passwords_returns_a_reset_link(visitor: Visitor) -> None:
    visitor.register(password=STRANGER)
    registered = visitor.register()
    token = confirm(visitor)
    assert token
    for password in (STRANGER, PASSWORD):
        with pytest.raises(InvalidCredentials):
            visitor.sign_in(password=password)
    with pytest.raises(TokenInvalid):
        visitor.verify(registered)
    harness = visitor.harness
    asyncio.run(resets.set_password(harness.db, visitor.passwords, token, PASSWORD, "192.0.2.1", harness.now))
    assert visitor.sign_in()


def test_confirming_twice_changes_nothing(visitor: Visitor) -> None:
    visitor.verify(visitor.register())
    assert confirm(visitor) is None
    assert visitor.sign_in()


def test_confirming_an_unknown_address_is_refused(harness: Harness) -> None:
    with pytest.raises(Invalid):
        harness.db.call(users.get_id, EMAIL)
