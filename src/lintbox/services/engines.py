"""The settings of the engine on other machines."""

from __future__ import annotations

from lintbox.lint.cluster.layout import Address
from lintbox.settings import Settings


def get_address(settings: Settings) -> Address:
    return Address(
        settings.check_engine,
        settings.check_engine_ca,
        settings.check_engine_cert,
        settings.check_engine_key,
    )
