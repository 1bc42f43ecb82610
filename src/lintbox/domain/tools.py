"""The versions of the tools that a result depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lintbox.domain.profiles import Profile


@dataclass(frozen=True, slots=True)
class Tool:
    """The versions that produced a result."""

    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str
    python: str
    plugins: Mapping[str, str] = field(default_factory=dict)

    @property
    def versions(self) -> dict[str, str]:
        """All versions by name, including Python."""
        own = {
            name: getattr(self, name) for name in ("flake8", "pycodestyle", "pyflakes", "mccabe", "python")
        }
        return own | dict(self.plugins)

    def used_by(self, profile: Profile) -> Tool:
        """Return the versions without the plugins that the profile does not use."""
        used = {name: version for name, version in self.plugins.items() if name in profile.plugins}
        return replace(self, plugins=used)
