"""The rules of exports: limits, and files that change while an export is made."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lintbox.domain import (
    FINDINGS_KEPT,
    Category,
    Noqa,
    ProblemCode,
    Rejected,
    SuppressedFinding,
    UselessNoqa,
    User,
)
from lintbox.exports import formats
from lintbox.services import exports, files
from lintbox.services.exports import Export, Filter
from tests.rules.harness import LONG_LINE, UNUSED_IMPORT, Harness, report

EVERYTHING = Filter()


def begin(harness: Harness, user: User, name: str = "json", chosen: Filter = EVERYTHING) -> Export:
    return harness.db.call(exports.begin, user.id, chosen, name, "https://lint.school.example", harness.now)


def finish(harness: Harness, export: Export) -> Any:
    text = ""
    while piece := harness.db.call(export.take):
        text += piece
    return json.loads(text)


def test_files_deleted_after_the_beginning_are_left_out(harness: Harness, alice: User) -> None:
    kept, gone = harness.add(alice, "kept.py"), harness.add(alice, "gone.py")
    export = begin(harness, alice)
    harness.db.call(files.delete, alice.id, gone.id)
    assert [file["id"] for file in finish(harness, export)["files"]] == [kept.id]


def test_only_the_newest_result_is_exported(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.replace(alice, file)
    (waiting,) = finish(harness, begin(harness, alice))["files"]
    assert (waiting["state"], waiting["findings"]) == ("queued", [])
    harness.check(report())
    assert [one["state"] for one in finish(harness, begin(harness, alice))["files"]] == ["passed"]


def test_json_says_what_changed_and_what_is_suppressed(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(replace(report(UNUSED_IMPORT), quotes={1: "import os"}))
    harness.replace(alice, file)
    hidden = SuppressedFinding("E741", 2, 1, "ambiguous variable name 'l'", Category.LIKELY_BUG, 2)
    noqa = Noqa((hidden,), 1, (UselessNoqa(3, ("E501",)),))
    harness.check(replace(report(LONG_LINE), quotes={2: "l = 1"}, noqa=noqa))
    (exported,) = finish(harness, begin(harness, alice))["files"]
    assert exported["delta"] == {
        "fixed": 1,
        "new": 1,
        "same": 0,
        "changed": ["content"],
        "versions": {},
        "lines_of_fixed": [
            {"code": "F401", "text": "'os' imported but unused", "old_line": 1, "old_source": "import os"}
        ],
    }
    assert [finding["status"] for finding in exported["findings"]] == ["new"]
    assert exported["suppressed"] == [hidden._asdict()]
    assert (exported["suppressed_total"], exported["opted_out"]) == (1, False)
    assert exported["useless_noqa"] == [{"line": 3, "codes": ["E501"]}]


def test_an_export_without_files_is_valid(harness: Harness, charlie: User) -> None:
    assert finish(harness, begin(harness, charlie))["files"] == []


def test_a_large_export_comes_in_pieces(harness: Harness, alice: User) -> None:
    harness.add(alice)
    harness.check(report(*[UNUSED_IMPORT._replace(line=line) for line in range(1, FINDINGS_KEPT + 1)]))
    export = begin(harness, alice)
    assert len(finish(harness, export)["files"][0]["findings"]) == FINDINGS_KEPT
    for name in formats.FORMATS:
        assert len(harness.db.call(begin(harness, alice, name).take)) < 100_000, name


def test_more_findings_than_a_format_takes_are_refused(harness: Harness, alice: User) -> None:
    findings = [UNUSED_IMPORT._replace(line=line) for line in range(1, FINDINGS_KEPT + 1)]
    for _ in range(11):
        harness.add(alice)
        harness.check(report(*findings))
    with pytest.raises(Rejected, match="55,000 findings, and 50,000 are the most") as refused:
        begin(harness, alice, "html")
    assert refused.value.code == ProblemCode.TOO_LARGE
    begin(harness, alice, "csv")
