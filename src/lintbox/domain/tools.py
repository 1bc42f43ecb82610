"""The parts that make a result, by their versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lintbox.domain.profiles import Profile


@dataclass(frozen=True, slots=True)
class Tool:
    """The versions that a result was made with."""

    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str
    python: str
    plugins: Mapping[str, str] = field(default_factory=dict)

    @property
    def versions(self) -> dict[str, str]:
        """Every part by its name, Python too."""
        own = {
            name: getattr(self, name) for name in ("flake8", "pycodestyle", "pyflakes", "mccabe", "python")
        }
        return own | dict(self.plugins)

    def used_by(self, profile: Profile) -> Tool:
        """Leave out the plugins that took no part."""
        used = {name: version for name, version in self.plugins.items() if name in profile.plugins}
        return replace(self, plugins=used)


@dataclass(frozen=True, slots=True)
class ToolChange:
    """What other versions alone made of the same content and profile: counts by code.

    ``versions`` has what each part was before and is now; a part may be absent on one side.
    """

    versions: Mapping[str, tuple[str | None, str | None]]
    added: Mapping[str, int]
    gone: Mapping[str, int]
