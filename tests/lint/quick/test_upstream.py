"""The parts of flake8 that Lintbox calls or mirrors have not changed since they were last reviewed."""

from __future__ import annotations

from tests.lint.quick import fingerprints
from tests.lint.quick.upstream import find_uses


def test_upstream_has_not_changed_since_the_last_review() -> None:
    uses = find_uses()
    changes = fingerprints.describe_changes(fingerprints.read(), fingerprints.take(uses), uses)
    assert not changes, "\n".join([*changes, f"After the review: {fingerprints.ACCEPT}"])


def test_a_change_names_the_modules_to_review() -> None:
    uses = {"pycodestyle.blank_lines": {"lintbox.lint.quick.layout"}}
    taken = fingerprints.take(uses)
    (change,) = fingerprints.describe_changes(dict.fromkeys(taken, "another"), taken, uses)
    assert change == "pycodestyle.blank_lines has changed: review it and lintbox.lint.quick.layout"
