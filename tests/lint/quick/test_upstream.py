"""The parts of flake8 that the fast path calls or mirrors are the ones that were read."""

from __future__ import annotations

from tests.lint.quick import fingerprints
from tests.lint.quick.upstream import find_uses


def test_upstream_is_what_was_read_when_the_fast_path_was_last_revised() -> None:
    uses = find_uses()
    changes = fingerprints.describe_changes(fingerprints.read(), fingerprints.take(uses), uses)
    assert not changes, "\n".join([*changes, f"When you have read them: {fingerprints.ACCEPT}"])


def test_a_change_names_the_modules_to_read_again() -> None:
    uses = {"pycodestyle.blank_lines": {"lintbox.lint.quick.layout"}}
    taken = fingerprints.take(uses)
    (change,) = fingerprints.describe_changes(dict.fromkeys(taken, "another"), taken, uses)
    assert change == "pycodestyle.blank_lines has changed: read it, and then lintbox.lint.quick.layout"
