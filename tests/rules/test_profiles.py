"""Profiles: shipped and own, chosen for a user or a file, and what is then checked with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from lintbox.domain import (
    Category,
    Check,
    File,
    Finding,
    Invalid,
    NamedProfile,
    NotFound,
    Profile,
    ToolChange,
    User,
)
from lintbox.services import checks, files, profiles
from lintbox.services.profiles import SHIPPED, Draft
from tests.rules.desk import LONG_LINE, TOOL, UNUSED_IMPORT, Desk, report, upload

LATER = replace(TOOL, flake8="7.6.0")


def make(
    desk: Desk, user: User, name: str = "Ours", options: Mapping[str, object] | None = None
) -> NamedProfile:
    normalize, profile = profiles.validate(Draft(name, options or {"max-line-length": 100}, ()))
    return desk.db.call(profiles.add, user.id, normalize, profile, desk.now)


def choose(desk: Desk, user: User, file: File, profile_id: str | None) -> File:
    return desk.db.call(profiles.choose, user.id, file.id, profile_id)


def check_again(desk: Desk, user: User, file: File) -> Check:
    return desk.db.call(checks.request, desk.settings, user.id, file.id, desk.now).checks[0]


def find_tool_change(desk: Desk, user: User, file: File) -> ToolChange | None:
    return desk.db.call(lambda: checks.find_tool_change(files.get(user.id, file.id).checks))


def test_a_file_is_checked_as_stock_flake8_does_until_somebody_chooses(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    assert file.profile is None
    assert (file.checks[0].profile, file.checks[0].profile_name) == (Profile(), "flake8 default")
    assert desk.claim().profile == Profile()


def test_the_default_of_a_user_is_for_what_is_uploaded_then(desk: Desk, alice: User, bob: User) -> None:
    desk.db.call(profiles.choose_default, alice.id, "strict")
    assert desk.add(alice).checks[0].profile_name == "Strict"
    assert desk.add(bob).checks[0].profile_name == "flake8 default"


def test_a_file_s_own_choice_wins_and_is_for_its_next_checks(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    chosen = choose(desk, alice, file, "black")
    assert (chosen.profile, len(chosen.checks), chosen.checks[0].profile_name) == (
        "black",
        1,
        "flake8 default",
    )
    desk.check(report())
    assert check_again(desk, alice, file).profile == profiles.BLACK.profile
    desk.db.call(profiles.choose_default, alice.id, "strict")
    assert desk.replace(alice, file).checks[0].profile_name == "Black-compatible"
    choose(desk, alice, file, None)
    assert desk.replace(alice, file).checks[0].profile_name == "Strict"


def test_an_upload_may_name_a_profile(desk: Desk, alice: User, bob: User) -> None:
    own = make(desk, alice)
    added = desk.db.call(files.add, desk.settings, alice.id, [upload()], desk.now, own.id)
    assert (added.files[0].profile, added.files[0].checks[0].profile_name) == (own.id, "Ours")
    with pytest.raises(Invalid) as problem:
        desk.db.call(files.add, desk.settings, bob.id, [upload()], desk.now, own.id)
    assert set(problem.value.errors) == {"profile"}
    assert desk.count("files") == 1


def test_changing_a_profile_leaves_the_checks_that_were_made(desk: Desk, alice: User) -> None:
    own = make(desk, alice)
    file = choose(desk, alice, desk.add(alice), own.id)
    desk.check(report())
    check_again(desk, alice, file)
    desk.db.call(profiles.change, alice.id, own.id, "Theirs", Profile(("--max-line-length=120",)))
    desk.check(report())
    made = desk.get(alice, file).checks[0]
    assert (made.profile_name, made.profile) == ("Ours", Profile(("--max-line-length=100",)))
    assert check_again(desk, alice, file).profile_name == "Theirs"


def test_deleting_a_profile_lets_files_fall_back_to_the_default(desk: Desk, alice: User) -> None:
    own = make(desk, alice)
    file = choose(desk, alice, desk.add(alice), own.id)
    desk.db.call(profiles.choose_default, alice.id, own.id)
    assert desk.db.call(profiles.get, alice.id, own.id).files == 1
    desk.db.call(profiles.remove, alice.id, own.id)
    assert desk.get(alice, file).profile is None
    listed, default = desk.db.call(profiles.list_all, alice.id)
    assert ([one.id for one in listed], default) == ([one.id for one in SHIPPED], "default")


DEEDS: dict[str, Callable[[Desk, User, File, str], object]] = {
    "get": lambda desk, user, _, own: desk.db.call(profiles.get, user.id, own),
    "change": lambda desk, user, _, own: desk.db.call(profiles.change, user.id, own, "Mine", Profile()),
    "remove": lambda desk, user, _, own: desk.db.call(profiles.remove, user.id, own),
    "make it the default": lambda desk, user, _, own: desk.db.call(profiles.choose_default, user.id, own),
    "give it to a file": lambda desk, user, file, own: choose(desk, user, file, own),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_another_users_profile_is_not_found(desk: Desk, alice: User, charlie: User, deed: str) -> None:
    own = make(desk, alice)
    file = desk.add(charlie)
    with pytest.raises(NotFound):
        DEEDS[deed](desk, charlie, file, own.id)
    assert desk.db.call(profiles.list_all, charlie.id)[0] == list(SHIPPED)
    assert desk.db.call(profiles.get, alice.id, own.id) == own


def test_a_shipped_profile_stays_as_it_is(desk: Desk, alice: User) -> None:
    with pytest.raises(Invalid, match="shipped"):
        desk.db.call(profiles.change, alice.id, "strict", "Mine", Profile())
    with pytest.raises(Invalid, match="shipped"):
        desk.db.call(profiles.remove, alice.id, "strict")


@pytest.mark.parametrize("name", ["Ours", " OURS ", "strict", "Flake8  default"])
def test_a_name_is_given_once(desk: Desk, alice: User, bob: User, name: str) -> None:
    make(desk, alice)
    make(desk, bob)
    with pytest.raises(Invalid) as problem:
        make(desk, alice, name)
    assert set(problem.value.errors) == {"name"}


def test_a_profile_may_keep_its_name_when_it_changes(desk: Desk, alice: User) -> None:
    own = make(desk, alice)
    assert desk.db.call(profiles.change, alice.id, own.id, "ours", Profile()).name == "ours"


def test_everything_wrong_in_a_form_is_said_at_once() -> None:
    wrong = {
        "max-line-length": "wide",
        "select": "E501,nonsense",
        "config": "/etc/passwd",
        "ignore-names": "a",
    }
    with pytest.raises(Invalid) as problem:
        profiles.validate(Draft("  ", wrong, ["flake8-unheard-of"]))
    assert set(problem.value.errors) == {"name", "plugins", *wrong}


def test_what_another_profile_or_other_versions_made_is_outdated(desk: Desk, alice: User, bob: User) -> None:
    for name in ("a.py", "b.py", "c.py"):
        desk.add(alice, name, name.encode())
        desk.check(report())
    desk.add(bob)
    desk.check(report())
    file = desk.add(alice, "waits.py", b"x = 1\n")
    chosen = desk.db.call(files.list_page, alice.id, "name", set(), "a.py", None, 9)[0].files[0]
    choose(desk, alice, chosen, "strict")
    outdated = desk.db.call(checks.list_outdated, alice.id, TOOL)
    assert ([one.file_id for one in outdated.by_profile], outdated.by_versions) == ([chosen.id], [])
    outdated = desk.db.call(checks.list_outdated, alice.id, LATER)
    assert (len(outdated.by_profile), len(outdated.by_versions)) == (1, 2)
    queued = desk.db.call(checks.request_outdated, desk.settings, alice.id, LATER, desk.now)
    assert len(queued) == 3
    assert file.id not in queued
    assert desk.get(alice, chosen).checks[0].profile_name == "Strict"
    assert desk.db.call(checks.request_outdated, desk.settings, alice.id, LATER, desk.now) == []


def test_a_plugin_that_took_no_part_outdates_nothing(desk: Desk, alice: User) -> None:
    desk.add(alice)
    desk.check(report())
    with_plugins = replace(TOOL, plugins={"pep8-naming": "9.0"})
    assert desk.db.call(checks.list_outdated, alice.id, with_plugins) == ([], [])


def test_what_the_tool_alone_changed_is_told(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT, LONG_LINE, LONG_LINE))
    assert find_tool_change(desk, alice, file) is None
    check_again(desk, alice, file)
    new = Finding("E231", 1, 1, "missing whitespace", Category.LAYOUT)
    desk.check(replace(report(UNUSED_IMPORT, LONG_LINE, new), tool=LATER))
    change = find_tool_change(desk, alice, file)
    assert change
    assert change.versions == {"flake8": ("7.5.0", "7.6.0")}
    assert (dict(change.added), dict(change.gone)) == ({"E231": 1}, {"E501": 1})


def test_another_profile_is_no_change_of_the_tool(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report(LONG_LINE))
    choose(desk, alice, file, "black")
    check_again(desk, alice, file)
    desk.check(replace(report(), tool=LATER))
    assert find_tool_change(desk, alice, file) is None


def test_a_name_counts_where_the_profile_looks_at_it(desk: Desk, alice: User) -> None:
    """The same content under another name is another check, if the options say so."""
    own = make(desk, alice, options={"per-file-ignores": "a.py: F401"})
    desk.db.call(profiles.choose_default, alice.id, own.id)
    desk.add(alice, "a.py")
    desk.check(report())
    desk.add(alice, "b.py")
    assert desk.claim().known is None
    desk.add(alice, "a.py")
    assert desk.claim().known == report()
