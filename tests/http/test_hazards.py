"""Ten files that hang, crash or mislead a linter, uploaded at once."""

from __future__ import annotations

from lintbox.setting_types import count_cores
from tests.http.waiting import make_slow, until
from tests.people import READY, Person

ELIF = b"def f(a):\n    if a is None:\n        return 0\n" + b"".join(
    b"    elif a == %d:\n        return %d\n" % (n, n) for n in range(200)
)
HAZARDS = {
    "tabs.py": b"x = not" + b"\t" * 2000 + b"a\n",
    "sum.py": b"x = " + b" + ".join([b"a"] * 900) + b"\n",
    "elif.py": ELIF,
    "zlib.py": b"# coding: zlib\nx = 1\n",
    "latin.py": b'x = "Cr\xe8me"\n',
    "line.py": b"x = [" + b"1, " * 349_000 + b"]\n",
    "nul.py": b"x = 1\n\0\0\0\n",
    "percent.py": b'print("%(a\\n\\x1b<script>alert(1)</script>)s" % {"b": 1})\n',
    "empty.py": b"",
    "long.py": b"\n" * 20_001,
}


def test_hazards_reach_a_final_state_without_blocking_others(alice: Person, bob: Person) -> None:
    response = alice.upload(HAZARDS).json()
    assert [(part["name"], part["code"]) for part in response["rejected"]] == [("long.py", "too-many-lines")]
    bobs = bob.upload_one("ordinary.py", b"import os\n")
    assert bob.wait(bobs)["state"] == "failed"
    ended = {file["name"]: alice.wait(file["id"], 60) for file in response["files"]}
    assert ended.keys() == HAZARDS.keys() - {"long.py"}
    assert all(file["state"] in READY for file in ended.values())
    errors = {name: file["checks"][0]["error"] for name, file in ended.items()}
    # flake8 itself would take minutes
    assert ended["tabs.py"]["state"] == "failed"
    assert errors["zlib.py"]["code"] == errors["latin.py"]["code"] == "encoding"
    assert ended["empty.py"]["state"] == "passed"
    # complexity is off by default, so the elif chain passes
    assert {name for name, file in ended.items() if file["state"] == "passed"} == {"empty.py", "elif.py"}
    texts = [found["text"] for found in ended["percent.py"]["checks"][0]["findings"]]
    assert texts
    assert all(text.isprintable() for text in texts)


def test_slow_files_of_one_user_leave_workers_to_others(alice: Person, bob: Person) -> None:
    lanes = 2 * count_cores()
    slow = {f"{n}.py": make_slow() for n in range(lanes + 2)}
    alices = [file["id"] for file in alice.upload(slow).json()["files"]]
    until(lambda: [alice.read(one)["state"] for one in alices].count("running") >= lanes - 1)
    for number in range(3):
        bobs = bob.upload_one(f"{number}.py", b"import os  # %d\n" % number)
        assert bob.wait(bobs)["state"] == "failed"
    assert {alice.read(one)["state"] for one in alices} <= {"queued", "running"}
    for one in alices:  # so that the next test finds no check running
        assert alice.api.delete(f"/files/{one}").status_code == 204
