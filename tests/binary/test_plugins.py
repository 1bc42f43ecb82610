"""The binary's flake8 loads the plugins that a profile enables, and no others."""

from __future__ import annotations

from pathlib import Path

from tests.binary.conftest import Begin
from tests.binary.program import Place
from tests.binary.test_journey import sign_up
from tests.http.conftest import NewPersonOn
from tests.lint.test_plugins import CHOICES, OFTEN, flake8


def test_each_plugin_gives_the_rows_of_flake8_with_it(
    begin: Begin, new_person_on: NewPersonOn, tmp_path: Path
) -> None:
    program = begin()
    alice = sign_up(program, new_person_on(program, "alice"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "often.py").write_bytes(OFTEN)
    for number, chosen in enumerate(CHOICES):
        draft = {"name": f"With {number}", "plugins": list(chosen)}
        profile = alice.api.post("/profiles", json=draft).json()["id"]
        answer = alice.api.post(f"/files?profile={profile}", files={"file": ("often.py", OFTEN)})
        check = alice.wait(answer.json()["files"][0]["id"])["checks"][0]
        shelf = tmp_path / str(number)
        shelf.mkdir()
        rows = [f"{row['line']}:{row['column']}: {row['code']} {row['text']}" for row in check["findings"]]
        assert rows == flake8(corpus, shelf, chosen)["often.py"], chosen
        assert set(check["tool"]["plugins"]) == set(chosen)


def test_without_a_profile_there_is_no_plugin(place: Place, tmp_path: Path) -> None:
    file = place.folder / "often.py"
    file.write_bytes(OFTEN)
    rows = [line.partition(":")[2] for line in place.run("check", file.name).stdout.splitlines()]
    corpus, shelf = tmp_path / "corpus", tmp_path / "shelf"
    corpus.mkdir()
    shelf.mkdir()
    (corpus / file.name).write_bytes(OFTEN)
    assert rows == flake8(corpus, shelf, ())[file.name]
    assert rows
