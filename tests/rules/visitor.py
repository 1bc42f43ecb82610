"""A visitor who registers, confirms an address and signs in, with one database and one moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from lintbox.services import accounts, registration, resets
from lintbox.services.accounts import SignedIn
from lintbox.services.passwords import Passwords
from lintbox.services.registration import Registered
from tests.rules.harness import Harness

EMAIL = "ada@school.example"
PASSWORD = "lamp orchard violin"
STRANGER = "another user was here first"


@dataclass(frozen=True)
class Visitor:
    harness: Harness
    passwords: Passwords

    def register(
        self, email: str = EMAIL, password: str = PASSWORD, network: str = "192.0.2.1"
    ) -> Registered:
        harness = self.harness
        return asyncio.run(
            registration.register(
                harness.db,
                self.passwords,
                harness.settings,
                harness.link_builder,
                email,
                password,
                network,
                harness.now,
            )
        )

    def verify(self, registered: Registered, password: str = PASSWORD) -> str:
        assert registered.token
        harness = self.harness
        signed_in = asyncio.run(
            registration.confirm(
                harness.db,
                self.passwords,
                harness.settings,
                registered.token,
                password,
                "192.0.2.1",
                harness.now,
            )
        )
        return signed_in.user.email

    def resend(self, email: str = EMAIL, network: str = "192.0.2.1") -> bool:
        harness = self.harness
        return harness.db.call(
            registration.resend, harness.settings, harness.link_builder, email, network, harness.now
        )

    def request_reset(self, email: str = EMAIL, network: str = "192.0.2.1") -> bool:
        harness = self.harness
        return harness.db.call(
            resets.request, harness.settings, harness.link_builder, email, network, harness.now
        )

    def at(self, **later: float) -> Visitor:
        return Visitor(self.harness.at(**later), self.passwords)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> SignedIn:
        harness = self.harness
        return asyncio.run(
            accounts.sign_in(
                harness.db, self.passwords, harness.settings, email, password, "192.0.2.1", harness.now
            )
        )
