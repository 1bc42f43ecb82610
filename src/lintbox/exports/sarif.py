"""SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it: one run of flake8 over all files.

What is known only at the end, such as the rules that occur, follows the results: properties have no order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from lintbox import explanations
from lintbox.domain import CATEGORY_LABELS, Category, ExportedFile
from lintbox.exports import severity
from lintbox.exports.about import About, separate
from lintbox.exports.fingerprints import Fingerprints
from lintbox.exports.notes import NoteKind, list_findings, list_notes
from lintbox.exports.severity import Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FLAKE8 = "https://flake8.pycqa.org/"
_Object = dict[str, Any]


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    run = _Run()
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0",\n'
    yield '"runs": [{"columnKind": "unicodeCodePoints",\n"results": ['
    yield from separate(run.list_results(files))
    yield f'\n],\n"artifacts": [{"".join(separate(map(json.dumps, run.artifacts)))}\n],\n'
    yield f'"invocations": [{json.dumps(run.describe_invocation())}],\n'
    yield f'"tool": {json.dumps(run.describe_tool(about))}\n}}]}}\n'


class _Run:
    """Collects what the results refer to."""

    def __init__(self) -> None:
        self.artifacts: list[_Object] = []
        self._notifications: list[_Object] = []
        self._codes: dict[str, Category] = {}
        self._versions: dict[str, list[str]] = {}

    def list_results(self, files: Iterable[ExportedFile]) -> Iterator[str]:
        fingerprints = Fingerprints()
        for index, file in enumerate(files):
            fingerprints.begin(file.name)
            # a name is a relative reference: a colon in it would begin a scheme (RFC 3986 4.2)
            location = {"uri": quote(file.name, safe="", errors="replace"), "index": index}
            self._add_file(file, location)
            for code, line, column, text, category in list_findings(file):
                self._codes[code] = category
                level = severity.OF_CATEGORY[category]
                place = _locate(location, line, column)
                yield json.dumps(_result(code, level, text, place, fingerprints.next(code, text)))
            for note in list_notes(file):
                level = severity.OF_NOTE[note.kind]
                place = _locate(location, note.line, note.column)
                if note.kind == NoteKind.PYTHON_REFUSES:
                    self._codes[note.kind] = Category.WILL_NOT_RUN
                    yield json.dumps(
                        _result(note.kind, level, note.text, place, fingerprints.next(note.kind, ""))
                    )
                else:
                    self._notifications.append(_notification(note.kind, level, note.text, place))

    def _add_file(self, file: ExportedFile, location: Mapping[str, object]) -> None:
        # with the id, because artifacts must differ, and files may have the same name
        state: _Object = {"id": file.id, "state": file.state, "profile": file.profile_name}
        self.artifacts.append({"location": {"uri": location["uri"]}, "properties": state})
        for name, version in file.report.tool.versions.items() if file.report else ():
            known = self._versions.setdefault(name, [])
            if version not in known:
                known.append(version)

    def describe_invocation(self) -> _Object:
        failed = any(notification["level"] == Severity.ERROR for notification in self._notifications)
        return {"executionSuccessful": not failed, "toolExecutionNotifications": self._notifications}

    def describe_tool(self, about: About) -> _Object:
        # files may have been checked with different versions
        versions = {name: ", ".join(known) for name, known in self._versions.items()}
        python = versions.pop("python", None)
        properties = {"lintbox": about.version} | ({"python": python} if python else {})
        driver: _Object = {"name": "flake8", "informationUri": _FLAKE8, "properties": properties}
        if version := versions.pop("flake8", None):
            driver["version"] = version
        driver["rules"] = [_rule(code, category, about) for code, category in sorted(self._codes.items())]
        extensions = [{"name": name, "version": version} for name, version in sorted(versions.items())]
        return {"driver": driver, "extensions": extensions}


def _result(code: str, level: Severity, text: str, place: _Object, fingerprint: str) -> _Object:
    return {
        "ruleId": code,
        "level": level,
        "message": {"text": text},
        "locations": [place],
        "partialFingerprints": {"lintbox/v1": fingerprint},
    }


def _notification(kind: NoteKind, level: Severity, text: str, place: _Object) -> _Object:
    return {"descriptor": {"id": kind}, "level": level, "message": {"text": text}, "locations": [place]}


def _locate(location: Mapping[str, object], line: int, column: int) -> _Object:
    place: _Object = {"artifactLocation": location}
    if line > 0:  # flake8 reports a file that it cannot read in line 0
        place["region"] = {"startLine": line} | ({"startColumn": column} if column > 0 else {})
    return {"physicalLocation": place}


def _rule(code: str, category: Category, about: About) -> _Object:
    rule: _Object = {
        "id": code,
        "defaultConfiguration": {"level": severity.OF_CATEGORY[category]},
        "properties": {"category": category, "tags": [CATEGORY_LABELS[category]]},
    }
    if explanation := explanations.find(code):
        rule["shortDescription"] = {"text": explanation.title}
        rule["fullDescription"] = {"text": explanation.why}
        rule["help"] = {"text": f"{explanation.why} {explanation.silence}"}
        rule["helpUri"] = about.link_code(code)
    elif code == NoteKind.PYTHON_REFUSES:
        rule["shortDescription"] = {"text": "Python refuses to run the file"}
    return rule
