"""Build the wheel, with the frontend and plugins inside; ``make wheel`` passes the target folder.

Reproducible on any machine, independent of clock and umask: SOURCE_DATE_EPOCH dates the entries
(https://reproducible-builds.org/specs/source-date-epoch/).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lintbox.lint.engine import plugins
from lintbox.web.assets import ARCHIVE as FRONTEND
from lintbox.web.assets import pack_frontend

ROOT = Path(__file__).parent
STAGING = ROOT / "build" / "wheel"
PACKAGE = STAGING / "src" / "lintbox"
# written by the installer, and different on each machine
INSTALLER_FILES = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


def main(target: str) -> None:
    os.umask(0o022)  # the wheel records file modes
    shutil.rmtree(STAGING, ignore_errors=True)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        copy(ROOT / name, STAGING / name)
    for path in find_files(ROOT / "src" / "lintbox"):
        copy(path, STAGING / path.relative_to(ROOT))
    for path in find_files(plugins.folder()):
        copy(path, PACKAGE / "plugins" / path.relative_to(plugins.folder()))
    pack_frontend(PACKAGE / FRONTEND)
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", target, STAGING]
    subprocess.run([sys.executable, "-m", *command], check=True)  # noqa: S603


def find_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and path.name not in INSTALLER_FILES:
            yield path


def copy(source: Path, target: Path) -> None:
    """Copy the content, but not mode and time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
