"""Letters of a command, as the server that runs beside it would write them."""

from __future__ import annotations

from lintbox.services.letters import Mailroom
from lintbox.settings import Settings, find_base_url
from lintbox.storage.directory import read_key


def open_mailroom(settings: Settings) -> Mailroom:
    return Mailroom(find_base_url(settings, settings.port), read_key(settings.data_dir))
