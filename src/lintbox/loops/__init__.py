"""The background tasks of the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lintbox.events import Bell, Events
from lintbox.services.letters import Mailroom
from lintbox.services.pulse import Pulse
from lintbox.settings import Settings
from lintbox.storage.database import Database


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every loop works with."""

    db: Database
    settings: Settings
    room: Mailroom
    events: Events
    checks_wait: Bell
    letters_wait: Bell
    clock: Callable[[], datetime]
    pulse: Pulse
