"""Which Python a check asks for: that of the file, else that of its profile, which may be the newest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lintbox.domain import (
    Category,
    CheckError,
    CheckState,
    ErrorCode,
    File,
    Finding,
    Hint,
    Invalid,
    Profile,
    Report,
    Tools,
    User,
)
from lintbox.services import checks, files, profiles
from lintbox.services.profiles import Draft
from tests.rules.harness import LEASE, TOOL, TOOLS, UNUSED_IMPORT, Harness, report, rows, upload

NEWER = replace(TOOL, python="3.14.8")
BOTH = Tools({"3.14": NEWER, "3.13": TOOL}, "3.14")
SYNTAX_ERROR = Finding("E999", 1, 1, "SyntaxError: invalid syntax", Category.WILL_NOT_RUN)


def asked_of(harness: Harness, tools: Tools = BOTH) -> tuple[str, Report | None]:
    """Claim the next check; return the Python that it asks for, and the known report."""
    claim = harness.db.call(checks.claim, tools, LEASE, harness.now, 100)
    assert claim
    return claim.profile.python, claim.known


def add(harness: Harness, user: User, python: str | None = None, profile: str | None = None) -> File:
    added = harness.db.call(files.add, harness.settings, user.id, [upload()], harness.now, profile, python)
    return added.files[0]


def test_the_file_s_own_python_comes_before_that_of_its_profile(harness: Harness, alice: User) -> None:
    older = harness.db.call(profiles.add, alice.id, "Older", Profile(python="3.13"), harness.now).id
    assert add(harness, alice).python is None
    add(harness, alice, profile=older)
    chosen = add(harness, alice, "3.14", older)
    assert chosen.python == "3.14"
    assert [asked_of(harness)[0] for _ in range(3)] == ["newest", "3.13", "3.14"]


def test_checking_with_another_python_stays_with_the_file(harness: Harness, alice: User) -> None:
    file = add(harness, alice)
    harness.check(report(UNUSED_IMPORT))
    for python, expected in (("3.14", "3.14"), (checks.KEEP, "3.14"), (None, "newest")):
        later = harness.under(rate_limits="off")
        found = later.db.call(checks.request, later.settings, alice.id, file.id, later.now, python)
        assert found.python == (expected if expected != "newest" else None)
        assert harness.check(report(UNUSED_IMPORT)).profile.python == expected


def test_replacing_may_choose_a_python(harness: Harness, alice: User) -> None:
    file = add(harness, alice, "3.13")
    change = harness.settings, alice.id, file.id, upload(data=b"x = 2\n"), harness.now
    assert harness.db.call(files.replace, *change).python == "3.13"
    assert harness.db.call(files.replace, *change, "3.14").python == "3.14"


def test_a_python_that_is_not_there_is_refused() -> None:
    assert profiles.validate_python("newest", BOTH) == "newest"
    assert profiles.validate(Draft("Ours", {}, (), python="3.14"), BOTH)[1] == Profile(python="3.14")
    for python in ("3.12", "3.14.8", "newer", " "):
        with pytest.raises(Invalid) as refused:
            profiles.validate(Draft("Ours", {}, (), python=python), BOTH)
        assert "newest, 3.14, 3.13" in refused.value.errors["python"]


def test_newest_and_its_version_share_a_report_and_other_versions_do_not(
    harness: Harness, alice: User
) -> None:
    add(harness, alice, "3.14")
    claim = harness.db.call(checks.claim, BOTH, LEASE, harness.now, 100)
    assert claim
    harness.finish(claim, replace(report(UNUSED_IMPORT), tool=NEWER))
    for python, is_known in (("newest", True), ("3.14", True), ("3.13", False)):
        add(harness, alice, python)
        assert (asked_of(harness)[1] is not None) == is_known


def test_a_check_with_a_version_that_is_gone_is_claimed_and_not_kept(harness: Harness, alice: User) -> None:
    add(harness, alice, "3.12")
    claim = harness.claim()
    assert (claim.profile.python, claim.known) == ("3.12", None)
    missing = CheckError(ErrorCode.NO_PYTHON, "There is no Python 3.12.")
    assert harness.finish(claim, Report(replace(TOOL, python="3.12"), error=missing))
    assert rows(harness.db, "SELECT key FROM reports") == [(None,)]


def test_a_check_that_is_given_up_names_its_own_python_and_plugins(harness: Harness, alice: User) -> None:
    plugged = {"pep8-naming": "0.15.1", "flake8-bugbear": "25.1.0"}
    tools = Tools({"3.14": replace(NEWER, plugins=plugged), "3.13": TOOL}, "3.14")
    own = harness.db.call(
        profiles.add, alice.id, "Own", Profile(plugins=("pep8-naming",), python="3.14"), harness.now
    )
    add(harness, alice, profile=own.id)
    claim = replace(harness.claim(), attempt=checks.MAX_ATTEMPTS + 1)
    given_up = checks.report_exhausted(claim, tools)
    assert given_up
    assert given_up.tool == replace(NEWER, plugins={"pep8-naming": "0.15.1"})
    assert checks.report_exhausted(claim, TOOLS) is None  # the check itself says that Python 3.14 is missing


def test_results_of_another_python_are_outdated(harness: Harness, alice: User) -> None:
    add(harness, alice)
    add(harness, alice, "3.13")
    harness.check(report(UNUSED_IMPORT))
    harness.check(report(UNUSED_IMPORT))
    assert harness.db.call(checks.list_outdated, alice.id, TOOLS) == ([], [])
    outdated = harness.db.call(checks.list_outdated, alice.id, BOTH)
    assert (len(outdated.by_profile), len(outdated.by_versions)) == (0, 1)


def test_a_hint_is_stored_and_the_report_of_a_syntax_error_is_not_reused(
    harness: Harness, alice: User
) -> None:
    file = add(harness, alice)
    hint = Hint("3.14", "This is Python 3.14.")
    harness.check(replace(report(SYNTAX_ERROR), hint=hint))
    (check,) = harness.get(alice, file).checks
    assert check.report
    assert (check.state, check.report.hint) == (CheckState.FAILED, hint)
    add(harness, alice)
    assert asked_of(harness, TOOLS)[1] is None
