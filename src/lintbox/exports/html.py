"""One self-contained page to read, print and keep: no script, no other file, light and dark."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

from lintbox import explanations
from lintbox.domain import CATEGORY_LABELS, CheckState, ExportedFile, Finding, count_noun
from lintbox.exports.about import About
from lintbox.exports.notes import list_findings, list_notes

_COUNTED = {
    CheckState.PASSED: "passed",
    CheckState.FAILED: "need work",
    CheckState.ERROR: "not checked",
    CheckState.QUEUED: "waiting",
    CheckState.RUNNING: "being checked",
}
_LABELS = {
    CheckState.PASSED: "Passed",
    CheckState.FAILED: "Needs work",
    CheckState.ERROR: "Not checked",
    CheckState.QUEUED: "Waiting",
    CheckState.RUNNING: "Being checked",
}
_HEADER = "".join(f'<th scope="col">{name}</th>' for name in ("Line", "Code", "Finding", "Category"))
STYLE = """
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #111517);
  --line: light-dark(#dfe4e5, #2a3236);
  --ink: light-dark(#14191b, #e7ebec);
  --ink-2: light-dark(#465156, #b3bdc1);
  --accent: light-dark(#0b5f78, #6cc1da);
  --red: light-dark(#b3261b, #ff8d7f);
  --orange: light-dark(#a34708, #f4a566);
  --green: light-dark(#1b7341, #6fcd95);
}
* { box-sizing: border-box; }
body {
  max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere;
}
header { padding-bottom: 1rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 0; font-size: 1.0625rem; line-height: 1.4; }
p { margin: 0.25rem 0 0; }
a { color: var(--accent); }
section { padding: 1rem 0; border-top: 1px solid var(--line); }
.quiet { color: var(--ink-2); font-size: 0.8125rem; }
.about > * { margin-right: 0.5rem; }
.about a { font-size: 0.8125rem; }
.state { font-weight: 600; }
.passed { color: var(--green); }
.failed { color: var(--orange); }
.error, .python-refuses { color: var(--red); }
table { width: 100%; margin-top: 0.75rem; border-collapse: collapse; font-size: 0.875rem; }
th { padding: 0.25rem 0.75rem 0.25rem 0; color: var(--ink-2); font-size: 0.75rem; text-align: left; }
td { padding: 0.3125rem 0.75rem 0.3125rem 0; border-top: 1px solid var(--line); vertical-align: top; }
tr > :first-child { width: 4.5rem; text-align: right; font-variant-numeric: tabular-nums; }
tr > :nth-child(2) { width: 5.5rem; }
tr > :nth-child(4) { width: 9rem; padding-right: 0; color: var(--ink-2); }
td > .quiet { display: block; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
td > a { text-decoration: none; }
td > a:hover { text-decoration: underline; }
tr.will_not_run code { color: var(--red); font-weight: 600; }
tr.likely_bug code { color: var(--orange); font-weight: 600; }
@media (max-width: 40rem) {
  tr > :first-child { width: 3.75rem; }
  tr > :nth-child(2) { width: 4.5rem; }
  tr > :nth-child(4) { display: none; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, .about { break-after: avoid; }
  tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
  .about a { display: none; }
}
"""
# CSP 3, 2.3.1: the hash of the only style, so that nothing else in the page can be active
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    yield from _write_head(about)
    for file in files:
        yield from _write_file(file, about)
    yield "</main>\n</body>\n</html>\n"


def _write_head(about: About) -> Iterator[str]:
    title = escape(about.title)
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f"<title>{title}: Lintbox</title>\n"
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(CONTENT_SECURITY_POLICY)}">\n'
    yield '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<p>{_count(about)}</p>\n"
    version = f"by Lintbox {escape(about.version)}"
    yield f'<p class="quiet">Exported {_format(about.exported_at)} {version}</p>\n</header>\n<main>\n'


def _count(about: About) -> str:
    states = [
        f"{about.counts[state]:,} {words}" for state, words in _COUNTED.items() if about.counts.get(state)
    ]
    findings = count_noun(about.findings, "finding")
    return (
        f"{', '.join(states)}; {findings}" if len(states) > 1 or sum(about.counts.values()) > 1 else findings
    )


def _write_file(file: ExportedFile, about: About) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(file.name)}</h2>\n"
    total = file.report.total if file.report else 0
    opted_out = bool(file.report and file.report.noqa.opted_out and file.state == CheckState.PASSED)
    label, style = ("Opted out", "opted-out") if opted_out else (_LABELS[file.state], file.state)
    verdict = f"{label}: {count_noun(total, 'finding')}" if total else label
    link = f'<a href="{escape(about.link(file.id))}">Open in Lintbox</a>'
    yield f'<p class="about"><span class="state {style}">{verdict}</span> {_describe(file)}{link}</p>\n'
    for note in list_notes(file):
        place = f", line {note.line}" if note.line else ""
        yield f'<p class="note {note.kind}">{escape(note.text)}{place}</p>\n'
    if findings := list_findings(file):
        yield f"<table>\n<thead><tr>{_HEADER}</tr></thead>\n<tbody>\n"
        for finding in findings:
            yield _write_row(finding, about)
        yield "</tbody>\n</table>\n"
    yield "</section>\n"


def _describe(file: ExportedFile) -> str:
    if file.report is None or file.checked_at is None:
        return ""
    tool = file.report.tool
    used = f"flake8 {tool.flake8}, Python {tool.python}, profile {file.profile_name}"
    return f'<span class="quiet">{_format(file.checked_at)} with {escape(used)}</span> '


def _write_row(finding: Finding, about: About) -> str:
    code, line, column, text, category = finding
    shown = f"<code>{escape(code)}</code>"
    title = ""
    if explanation := explanations.find(code):
        shown = f'<a href="{escape(about.link_code(code))}">{shown}</a>'
        title = f'<span class="quiet">{escape(explanation.title)}</span>'
    return (
        f'<tr class="{category}"><td>{line}:{column}</td><td>{shown}</td><td>{escape(text)}{title}</td>'
        f"<td>{CATEGORY_LABELS[category]}</td></tr>\n"
    )


def _format(moment: datetime) -> str:
    return f"{moment.day} {moment.astimezone(UTC):%B %Y, %H:%M} UTC"
