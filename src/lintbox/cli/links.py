"""Emails of a command, as the server that runs beside it would write them."""

from __future__ import annotations

from lintbox.services.emails import LinkBuilder
from lintbox.settings import Settings, find_base_url
from lintbox.storage.directory import read_key


def open_link_builder(settings: Settings) -> LinkBuilder:
    return LinkBuilder(find_base_url(settings, settings.port), read_key(settings.data_dir))
