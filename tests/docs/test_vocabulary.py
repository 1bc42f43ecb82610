"""Retired words stay retired: each concept has one name, the term of its field."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "web/src", "tests", "docs")
# word → the term that replaced it
RETIRED = {
    "mailrooms?": "LinkBuilder",
    "broods?": "fork server",
    "wards?": "worker",
    "last_words": "final answer",
    "cause_of_death": "exit error",
    "another_shall_say": "RETRY_IN_NEW_WORKER",
    "let_rest": "trim_idle",
    "crews?": "pool",
    "hires?|hired": "start",
    "insist(s|ed)?": "run_until_stored, require",
    "run_lightly": "run_nosync",
    "lookout": "health",
}
# (file, word) → why it may stay there
EXCEPTIONS = {
    ("tests/docs/test_vocabulary.py", ".*"): "the list itself",
}
WORD = re.compile(rf"(?<![a-z])({'|'.join(f'(?:{word})' for word in RETIRED)})(?![a-z])", re.IGNORECASE)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def list_texts() -> Iterator[tuple[str, str]]:
    """Yield each file below FOLDERS that git tracks or would add, with its text."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *FOLDERS]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            yield name, (ROOT / name).read_text("utf-8", errors="ignore")


def find_retired(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and retired word; parts of snake_case and camelCase names count as words."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in WORD.finditer(HUMP.sub("_", line)):
            yield number, found[0]


def may_stay(name: str, word: str) -> bool:
    return any(
        re.fullmatch(file, name) and re.fullmatch(allowed, word, re.IGNORECASE)
        for file, allowed in EXCEPTIONS
    )


def test_parts_of_names_count_as_words() -> None:
    assert [word for _, word in find_retired("def hire_all(): OldCrew()  # forward, towards")] == [
        "hire",
        "Crew",
    ]


def test_no_retired_word_is_left() -> None:
    found = [
        f"{name}:{number}: {word}"
        for name, text in list_texts()
        for number, word in [(0, part) for _, part in find_retired(name)] + list(find_retired(text))
        if not may_stay(name, word)
    ]
    assert found == []
