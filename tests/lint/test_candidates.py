"""Interpreters are searched in the usual places; those that another user could replace are refused."""

from __future__ import annotations

import grp
import os
import pwd
from pathlib import Path

import pytest

from lintbox.lint.pythons import candidates, probing
from lintbox.lint.workers.interpreter import Interpreter
from tests.lint.interpreters import in_event_loop, write_program


def test_programs_that_another_user_could_have_written_are_refused(tmp_path: Path) -> None:
    program = Path(write_program(tmp_path / "python3.14", "exit 0"))
    assert candidates.find_refusal(program) is None
    program.chmod(0o757)
    assert "every user" in str(candidates.find_refusal(program))
    program.chmod(0o755)
    tmp_path.chmod(0o777)
    assert "every user" in str(candidates.find_refusal(program))
    tmp_path.chmod(0o755)
    program.chmod(0o644)
    assert "may start" in str(candidates.find_refusal(program))


@in_event_loop
async def test_a_python_below_a_folder_that_another_user_could_change_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open" / "bin").mkdir(parents=True)
    inside = Path(write_program(tmp_path / "open" / "bin" / "python3.14", "exit 0"))
    answer = f"printf '%s\\n' 'cpython|3.14.0||final||{inside.parent}'"
    outside = write_program(tmp_path / "python3.14", answer)
    assert candidates.find_refusal(inside) is None
    assert (await probing.identify(outside)).version == "3.14.0"
    (tmp_path / "open").chmod(0o777)
    assert "every user" in str(candidates.find_refusal(inside))
    with pytest.raises(probing.RefusedError, match="every user"):
        await probing.identify(outside)
    with pytest.raises(probing.RefusedError, match="every user"):
        await probing.require_sandbox(Interpreter(str(inside), "3.14.0", tmp_path), [])


def test_only_groups_of_administrators_may_write_to_a_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path(write_program(tmp_path / "python3.14", "exit 0"))
    user = pwd.struct_passwd(("alice", "x", os.geteuid(), os.getegid(), "", "/", "/bin/sh"))
    groups = {50: "staff", 51: "staff", 80: "admin", 1_000: "alice", 1_001: "team"}
    monkeypatch.setattr("pwd.getpwuid", lambda _: user)
    monkeypatch.setattr("grp.getgrgid", lambda gid: grp.struct_group((groups[gid], "x", gid, [])))
    tmp_path.chmod(0o775)
    group_of: dict[Path, int] = {}
    read_stat = Path.stat

    def stat_with_group(path: Path) -> os.stat_result:
        about = read_stat(path)
        return os.stat_result((*about[:5], group_of.get(path, about.st_gid), *about[6:]))

    # only root can give a folder to another group; this changes what the system answers instead
    monkeypatch.setattr(Path, "stat", stat_with_group)
    refused = []
    for gid in (0, *groups, 1_002):
        group_of[tmp_path] = gid
        refused += [gid] if candidates.find_refusal(program) else []
    assert refused == [51, 1_001, 1_002]
    assert candidates.find_refusal(program) == f"the group 1002 may write to {tmp_path}"


def test_the_setting_limits_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(tmp_path / "python3.97", "exit 0")
    write_program(tmp_path / "python3.9", "exit 0")
    monkeypatch.setenv("PATH", f"relative:{tmp_path}:/nowhere")
    assert str(tmp_path / "python3.97") in [one.path for one in candidates.list_all(())]
    assert str(tmp_path / "python3.9") not in [one.path for one in candidates.list_all(())]
    assert [one.path for one in candidates.list_all(("3.97",))] == [str(tmp_path / "python3.97")]
    assert [one.path for one in candidates.list_all((str(tmp_path),))] == [str(tmp_path / "python3.97")]
    assert candidates.list_all(("none",)) == []
    (missing,) = candidates.list_all(("3.96",))
    assert "no Python 3.96" in str(missing.refusal)


def test_a_path_that_cannot_be_read_leaves_the_others_alone(tmp_path: Path) -> None:
    unreadable, good = f"/{'x' * 300}", write_program(tmp_path / "python3.97", "exit 0")
    refused, found = candidates.list_all((unreadable, good))
    assert (refused.path, found.path, found.refusal) == (unreadable, good, None)
    assert "it cannot be read" in str(refused.refusal)
