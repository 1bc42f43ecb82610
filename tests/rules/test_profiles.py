"""Profiles, shipped and own: which one a check uses, and which checks it makes outdated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import pytest

from lintbox.domain import (
    Busy,
    Check,
    File,
    Invalid,
    NamedProfile,
    Noqa,
    NotFound,
    Profile,
    Report,
    Tools,
    User,
)
from lintbox.services import checks, files, profiles
from lintbox.services.profiles import SHIPPED, STRICT, Draft
from tests.rules.harness import TOOL, TOOLS, Harness, report, upload

LATER = replace(TOOL, flake8="7.6.0")
LATER_TOOLS = Tools({"3.13": LATER}, "3.13")


def make(
    harness: Harness, user: User, name: str = "Ours", options: Mapping[str, object] | None = None
) -> NamedProfile:
    normalize, profile = profiles.validate(Draft(name, options or {"max-line-length": 100}, ()), TOOLS)
    return harness.db.call(profiles.add, user.id, normalize, profile, harness.now)


def choose(harness: Harness, user: User, file: File, profile_id: str | None) -> File:
    return harness.db.call(profiles.choose, user.id, file.id, profile_id)


def check_again(harness: Harness, user: User, file: File) -> Check:
    return harness.db.call(checks.request, harness.settings, user.id, file.id, harness.now).checks[0]


def test_stock_flake8_is_the_default_profile(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    assert file.profile is None
    assert (file.checks[0].profile, file.checks[0].profile_name) == (Profile(), "flake8 default")
    assert harness.claim().profile == Profile()


def test_the_users_default_applies_to_later_uploads(harness: Harness, alice: User, bob: User) -> None:
    harness.db.call(profiles.choose_default, alice.id, "strict")
    assert harness.add(alice).checks[0].profile_name == "Strict"
    assert harness.add(bob).checks[0].profile_name == "flake8 default"


def test_the_profile_of_a_file_precedes_the_default(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    chosen = choose(harness, alice, file, "black")
    assert (chosen.profile, len(chosen.checks), chosen.checks[0].profile_name) == (
        "black",
        1,
        "flake8 default",
    )
    harness.check(report())
    assert check_again(harness, alice, file).profile == profiles.BLACK.profile
    harness.db.call(profiles.choose_default, alice.id, "strict")
    assert harness.replace(alice, file).checks[0].profile_name == "Black-compatible"
    choose(harness, alice, file, None)
    assert harness.replace(alice, file).checks[0].profile_name == "Strict"


def test_an_upload_can_select_a_profile(harness: Harness, alice: User, bob: User) -> None:
    own = make(harness, alice)
    added = harness.db.call(files.add, harness.settings, alice.id, [upload()], harness.now, own.id)
    assert (added.files[0].profile, added.files[0].checks[0].profile_name) == (own.id, "Ours")
    with pytest.raises(Invalid) as problem:
        harness.db.call(files.add, harness.settings, bob.id, [upload()], harness.now, own.id)
    assert set(problem.value.errors) == {"profile"}
    assert harness.count("files") == 1


def test_an_empty_text_is_no_profile(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    with pytest.raises(NotFound):
        choose(harness, alice, file, "")
    with pytest.raises(Invalid):
        harness.db.call(files.add, harness.settings, alice.id, [upload()], harness.now, "")
    assert harness.get(alice, file).profile is None


def test_changing_a_profile_keeps_earlier_checks(harness: Harness, alice: User) -> None:
    own = make(harness, alice)
    file = choose(harness, alice, harness.add(alice), own.id)
    harness.check(report())
    check_again(harness, alice, file)
    harness.db.call(profiles.change, alice.id, own, "Theirs", Profile(("--max-line-length=120",)))
    harness.check(report())
    made = harness.get(alice, file).checks[0]
    assert (made.profile_name, made.profile) == ("Ours", Profile(("--max-line-length=100",)))
    assert check_again(harness, alice, file).profile_name == "Theirs"


def test_deleting_a_profile_lets_files_fall_back_to_the_default(harness: Harness, alice: User) -> None:
    own = make(harness, alice)
    file = choose(harness, alice, harness.add(alice), own.id)
    harness.db.call(profiles.choose_default, alice.id, own.id)
    assert harness.db.call(profiles.get, alice.id, own.id).files == 1
    harness.db.call(profiles.remove, alice.id, own.id)
    assert harness.get(alice, file).profile is None
    listed, default = harness.db.call(profiles.list_all, alice.id)
    assert ([one.id for one in listed], default) == ([one.id for one in SHIPPED], "default")


ACTIONS: dict[str, Callable[[Harness, User, File, str], object]] = {
    "get": lambda harness, user, _, own: harness.db.call(profiles.get, user.id, own),
    "change": lambda harness, user, _, own: harness.db.call(
        profiles.change, user.id, replace(STRICT, id=own), "Mine", Profile()
    ),
    "remove": lambda harness, user, _, own: harness.db.call(profiles.remove, user.id, own),
    "make it the default": lambda harness, user, _, own: harness.db.call(
        profiles.choose_default, user.id, own
    ),
    "give it to a file": lambda harness, user, file, own: choose(harness, user, file, own),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_another_users_profile_is_not_found(
    harness: Harness, alice: User, charlie: User, action: str
) -> None:
    own = make(harness, alice)
    file = harness.add(charlie)
    with pytest.raises(NotFound):
        ACTIONS[action](harness, charlie, file, own.id)
    assert harness.db.call(profiles.list_all, charlie.id)[0] == list(SHIPPED)
    assert harness.db.call(profiles.get, alice.id, own.id) == own


def test_a_shipped_profile_cannot_be_changed(harness: Harness, alice: User) -> None:
    with pytest.raises(Invalid, match="shipped"):
        harness.db.call(profiles.change, alice.id, STRICT, "Mine", Profile())
    with pytest.raises(Invalid, match="shipped"):
        harness.db.call(profiles.remove, alice.id, "strict")


@pytest.mark.parametrize("name", ["Ours", " OURS ", "strict", "Flake8  default"])
def test_profile_names_are_unique(harness: Harness, alice: User, bob: User, name: str) -> None:
    make(harness, alice)
    make(harness, bob)
    with pytest.raises(Invalid) as problem:
        make(harness, alice, name)
    assert set(problem.value.errors) == {"name"}


def test_a_changed_profile_can_keep_its_name(harness: Harness, alice: User) -> None:
    own = make(harness, alice)
    assert harness.db.call(profiles.change, alice.id, own, "ours", Profile()).name == "ours"


def test_a_change_of_a_profile_that_has_changed_meanwhile_is_refused(harness: Harness, alice: User) -> None:
    own = make(harness, alice)
    changed = harness.db.call(profiles.change, alice.id, own, "Renamed", own.profile)
    with pytest.raises(Busy, match="at the same moment"):
        harness.db.call(profiles.change, alice.id, own, own.name, Profile())
    assert harness.db.call(profiles.get, alice.id, own.id) == changed


def test_all_errors_of_a_form_are_reported_together() -> None:
    wrong = {
        "max-line-length": "wide",
        "select": "E501,nonsense",
        "config": "/etc/passwd",
        "ignore-names": "a",
    }
    with pytest.raises(Invalid) as problem:
        profiles.validate(Draft("  ", wrong, ["flake8-unheard-of"]), TOOLS)
    assert set(problem.value.errors) == {"name", "plugins", *wrong}


def test_a_check_with_another_profile_or_other_versions_is_outdated(
    harness: Harness, alice: User, bob: User
) -> None:
    for name in ("a.py", "b.py", "c.py"):
        harness.add(alice, name, name.encode())
        harness.check(report())
    harness.add(bob)
    harness.check(report())
    file = harness.add(alice, "waits.py", b"x = 1\n")
    chosen = harness.db.call(files.list_page, alice.id, "name", set(), "a.py", None, 9)[0].files[0]
    choose(harness, alice, chosen, "strict")
    outdated = harness.db.call(checks.list_outdated, alice.id, TOOLS)
    assert ([one.file_id for one in outdated.by_profile], outdated.by_versions) == ([chosen.id], [])
    outdated = harness.db.call(checks.list_outdated, alice.id, LATER_TOOLS)
    assert (len(outdated.by_profile), len(outdated.by_versions)) == (1, 2)
    queued = harness.db.call(checks.request_outdated, harness.settings, alice.id, LATER_TOOLS, harness.now)
    assert len(queued) == 3
    assert file.id not in queued
    assert harness.get(alice, chosen).checks[0].profile_name == "Strict"
    assert (
        harness.db.call(checks.request_outdated, harness.settings, alice.id, LATER_TOOLS, harness.now) == []
    )


def test_an_unused_plugin_outdates_no_check(harness: Harness, alice: User) -> None:
    harness.add(alice)
    harness.check(report())
    with_plugins = Tools({"3.13": replace(TOOL, plugins={"pep8-naming": "9.0"})}, "3.13")
    assert harness.db.call(checks.list_outdated, alice.id, with_plugins) == ([], [])


def test_the_file_name_matters_for_profiles_that_depend_on_it(harness: Harness, alice: User) -> None:
    """With such options, the report of a content depends on the file name."""
    own = make(harness, alice, options={"per-file-ignores": "a.py: F401"})
    harness.db.call(profiles.choose_default, alice.id, own.id)
    harness.add(alice, "a.py")
    harness.check(report())
    harness.add(alice, "b.py")
    assert harness.claim().known is None
    harness.add(alice, "a.py")
    assert harness.claim().known == report()


def test_reports_with_other_fields_have_another_engine_number() -> None:
    """Otherwise earlier reports of the same content would be reused, without what is new in them.

    Where this fails, increment the number here and in the service.
    """
    names = " ".join(field.name for kind in (Report, Noqa) for field in fields(kind))
    assert (checks._ENGINE, names) == (
        6,
        "tool findings total categories error encoding quotes python_refuses hint noqa fallback"
        " suppressed suppressed_total useless opted_out",
    )
