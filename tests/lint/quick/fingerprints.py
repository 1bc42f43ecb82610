"""Hashes the parts of flake8 that Lintbox calls or mirrors: ``python -m tests.lint.quick.fingerprints``.

The hash covers the source without blank lines and comment lines. Unlike a dump of the syntax tree or the
tokens, it is the same on every Python version.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from tests.lint.quick.upstream import Uses, find_uses, parts_of, split_module

FILE = Path(__file__).with_name("fingerprints.txt")
ACCEPT = "python -m tests.lint.quick.fingerprints --accept"
_HEAD = f"""\
# The parts of flake8 that Lintbox calls or mirrors: name, hash of the source, modules to review on a change.
# After the review: {ACCEPT}
"""


def read() -> dict[str, str]:
    """Return the accepted hashes by name."""
    rows = (line.split() for line in FILE.read_text("utf-8").splitlines() if line[:1] != "#")
    return {name: fingerprint for name, fingerprint, *_ in rows}


def take(uses: Uses) -> dict[str, str]:
    """Return the hashes of the installed packages."""
    taken = {}
    for name in sorted(uses):
        module, inside = split_module(name)
        taken[name] = sha256(parts_of(module)[inside].text.encode()).hexdigest()[:12]
    return taken


def describe_changes(accepted: dict[str, str], taken: dict[str, str], uses: Uses) -> list[str]:
    """Return a line for each name that was changed, added or removed."""
    changes = []
    for name in sorted(accepted.keys() | taken.keys()):
        if accepted.get(name) == taken.get(name):
            continue
        what = "is new" if name not in accepted else "has changed" if name in taken else "is gone or unused"
        modules = ", ".join(sorted(uses.get(name, ())))
        changes.append(f"{name} {what}: review it and {modules or 'its former users'}")
    return changes


def write(taken: dict[str, str], uses: Uses) -> None:
    rows = (" ".join((name, fingerprint, *sorted(uses[name]))) for name, fingerprint in taken.items())
    FILE.write_text(_HEAD + "".join(f"{row}\n" for row in rows), "utf-8")


def main() -> None:
    uses = find_uses()
    taken = take(uses)
    changes = describe_changes(read() if FILE.exists() else {}, taken, uses)
    sys.stdout.write("\n".join(changes or ["Nothing has changed."]) + "\n")
    if "--accept" in sys.argv:
        write(taken, uses)


if __name__ == "__main__":
    main()
