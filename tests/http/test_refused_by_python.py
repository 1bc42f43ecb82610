"""Python's own error is shown on the file, in the list and in the email."""

from __future__ import annotations

from tests.people import Person

REFUSED = b"import os\nmatch x:\n    case a | b: pass\n"
MESSAGE = "name capture 'a' makes remaining patterns unreachable"


def test_the_error_is_added_to_flake8s_rows_and_counted(alice: Person) -> None:
    file = alice.wait(alice.upload_one("refused.py", REFUSED))
    check = file["checks"][0]
    assert [finding["code"] for finding in check["findings"]] == ["F401", "F821"]
    assert check["python_refuses"] == {"line": 3, "column": 10, "detail": MESSAGE}
    assert (file["state"], check["total"], check["categories"]["will_not_run"]) == ("failed", 2, 1)


def test_lists_contain_the_error_or_null(alice: Person) -> None:
    for name, data in {"refused.py": REFUSED, "bytes.py": b"x = '\xe9'\n", "fine.py": b"x = 1\n"}.items():
        alice.wait(alice.upload_one(name, data))
    listed = {file["name"]: file for file in alice.api.get("/files").json()["files"]}
    refusals = {name: file["checks"][0]["python_refuses"] for name, file in listed.items()}
    assert refusals["fine.py"] is None
    assert refusals["refused.py"]["line"] == 3
    assert refusals["bytes.py"] == {"line": 1, "column": 6, "detail": "byte E9 is not UTF-8"}
    assert listed["bytes.py"]["checks"][0]["error"]["code"] == "encoding"


def test_a_cached_result_contains_the_error(alice: Person) -> None:
    first, second = (alice.wait(alice.upload_one(name, REFUSED)) for name in ("one.py", "two.py"))
    assert second["checks"][0]["python_refuses"] == first["checks"][0]["python_refuses"]
