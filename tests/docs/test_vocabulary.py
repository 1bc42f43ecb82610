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
    "letters?": "email",
    "mailrooms?": "LinkBuilder",
    "nurser(y|ies)": "fork server",
    "broods?": "fork server",
    "wards?": "worker",
    "bur(y|ies|ied)": "reap",
    "last_words": "final answer",
    "cause_of_death": "exit error",
    "another_shall_say": "RETRY_IN_NEW_WORKER",
    "let_rest": "trim_idle",
    "at_rest": "idle",
    "crews?": "pool",
    "hires?|hired": "start",
    "dismiss(es|ed)?": "close",
    "surroundings": "runtime, environment",
    "insist(s|ed)?": "run_until_stored, require",
    "stand_back": "yield_to_foreground, lower_priority",
    "glanc(e|es|ed|ing)": "read_inline",
    "run_lightly": "run_nosync",
    "run_behind": "run_background",
    "puls(e|es)": "heartbeat",
    "beats?": "heartbeat, record",
    "patience(_seconds)?": "timeout, stale_after_seconds",
    "bells?": "WakeEvent",
    "told": "notified, passed",
    "patients?": "Installation",
    "examinations?": "diagnosis",
    "suspicions?": "candidates",
    "unclean": "irregular",
    "closings": "closing brackets",
    "manners?": "style",
    "mend(s|ed|ing)?": "repair, correct",
    "deeds?": "audit sentences",
    "curtains?": "SourceGate",
    "lookout": "health",
    "sights?": "advice",
    "judg(e|es|ed|ing)": "validate, check",
    "tid(y|ies|ied)": "normalize, clean up",
    "somebody": "a user, a client",
    "whoever": "the subject by its name",
    "shall": "must, or the present tense",
}
RETIRED_MODULES = {
    "all_files",
    "asking",
    "batch_wording",
    "breaks",
    "brood",
    "child",
    "closings",
    "crew",
    "deeds",
    "durability",
    "ending",
    "facts",
    "file_versions",
    "frozen",
    "hours",
    "judge",
    "letters",
    "link",
    "lookout",
    "loops",
    "loss",
    "mailroom",
    "members",
    "nursery",
    "origins",
    "plain",
    "record",
    "results",
    "sections",
    "seed",
    "slots",
    "superset",
    "suspicion",
    "talk",
    "tracing",
    "trial",
    "unclean",
    "unused",
    "unusual",
    "values",
    "ward",
    "wire",
    "wording",
}
# phrases with another meaning, and why they may stay
PHRASES = {
    "letter-spacing": "CSS",
    "ascii_letters": "the standard library",
    "_PREFIX_LETTERS": "of the alphabet: b, f, r, t, u before a string",
    "letters a to z": "of the alphabet",
    "letters with accents": "of the alphabet",
    "letters of any script": "of the alphabet",
    "ends in letters": "of the alphabet",
    "tidy-imports": "the plugin flake8-tidy-imports",
    "tidy_imports": "the plugin flake8-tidy-imports",
    "dialog.dismiss": "the API of Playwright",
    "dismissRejected": "closing a notification",
}
_OLD_SCHEMA = "tables and columns of schemas up to 10, in migrations and old backups"
# (file, word) → why it may stay there
EXCEPTIONS = {
    ("src/lintbox/storage/migrations.py", "letters?|told"): _OLD_SCHEMA,
    ("src/lintbox/storage/(backup|expected_schema|untrusted_backup).py", "letters"): _OLD_SCHEMA,
    ("tests/docs/test_vocabulary.py", ".*"): "the list itself",
}
WORD = re.compile(rf"(?<![a-z])({'|'.join(f'(?:{word})' for word in RETIRED)})(?![a-z])", re.IGNORECASE)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PHRASE = re.compile("|".join(map(re.escape, PHRASES)))


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
        for found in WORD.finditer(HUMP.sub("_", PHRASE.sub("", line))):
            yield number, found[0]


def may_stay(name: str, word: str) -> bool:
    return any(
        re.fullmatch(file, name) and re.fullmatch(allowed, word, re.IGNORECASE)
        for file, allowed in EXCEPTIONS
    )


def test_parts_of_names_count_as_words() -> None:
    assert [word for _, word in find_retired("def wait_told(): OpenCurtain()  # forward, towards")] == [
        "told",
        "Curtain",
    ]


def test_no_retired_word_is_left() -> None:
    found = [
        f"{name}:{number}: {word}"
        for name, text in list_texts()
        for number, word in [(0, part) for _, part in find_retired(name)] + list(find_retired(text))
        if not may_stay(name, word)
    ]
    assert found == []


def test_no_word_is_doubled() -> None:
    found = [
        (name, match[0])
        for name, text in list_texts()
        if not name.startswith("tests/")
        for match in re.finditer(r"\b(?!auto )([A-Za-z]{3,}) \1\b", text)
    ]
    assert found == []


def test_no_module_has_a_retired_name() -> None:
    stems = {
        Path(name).name.partition(".")[0] for name, _ in list_texts() if name.startswith(("src", "web/src"))
    }
    assert sorted(stems & RETIRED_MODULES) == []
