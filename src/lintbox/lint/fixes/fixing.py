"""One file, repaired: what a worker does for a request."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence

from lintbox.domain import Fixes, FixRequest, Profile, list_unpaired
from lintbox.lint.engine.runner import Flake8Runner, to_check_error
from lintbox.lint.engine.source import Source
from lintbox.lint.engine.stock import Checked
from lintbox.lint.engine.warm_up import SAMPLES
from lintbox.lint.fixes import autoflake_runner, autopep8_runner, meaning, refusals, text
from lintbox.lint.fixes.differences import identify, write_diff
from lintbox.lint.fixes.repairs import REPAIRS
from lintbox.lint.fixes.safe_repair import OutOfTimeError, SafeRepair, Version
from lintbox.lint.fixes.text import NotFixable, Text


def warm_up() -> None:
    """Let all that a repair uses import what it needs at the first file: the sandbox allows no imports."""
    # the user's options may make autopep8 fail or compute without end
    options = Namespace(max_line_length=79, hang_closing=False, indent_size=4)
    lines = SAMPLES[0].decode().splitlines(keepends=True)
    autopep8_runner.run(lines, REPAIRS.keys() & {"E225", "E402", "E501", "E711", "W291", "W503"}, options)
    autoflake_runner.run(lines, ("F401", "F841"), range(len(lines)))
    meaning.describe("".join(lines))
    write_diff("file.py", lines, lines[1:])


def fix(
    runner: Flake8Runner, name: str, data: bytes, profile: Profile, request: FixRequest, cpu_seconds: float
) -> Fixes:
    """Return the repaired content; a refusal if nothing can be repaired.

    Raises:
        MemoryError
    """
    try:
        return _fix(runner, name, data, profile, request, cpu_seconds)
    except NotFixable as problem:
        return Fixes(refusal=str(problem))
    except Exception as problem:  # from flake8 or the parser, about the file as it is
        return refusals.explain(to_check_error(problem))


def _fix(
    runner: Flake8Runner, name: str, data: bytes, profile: Profile, request: FixRequest, cpu_seconds: float
) -> Fixes:
    original = text.decode(data)

    def check(lines: list[str]) -> Checked:
        return runner.check_source(name, Source(lines, original.encoding), profile)

    first = Version(original.lines, check(original.lines), _describe(original))
    setup = runner.prepare(profile)
    repair = SafeRepair(check, setup, first, cpu_seconds, is_strict=False)
    stopped = _run(repair, request)
    if repair.has_new():
        repair = SafeRepair(check, setup, first, cpu_seconds, is_strict=True)
        stopped = _run(repair, request)
    return _summarize(name, original, first, repair, stopped=stopped)


def _run(repair: SafeRepair, request: FixRequest) -> bool:
    """Repair what is asked for; return whether there was no time for all of it."""
    try:
        if request.line:
            repair.fix_line(request.codes[0], request.line)
        else:
            repair.fix_codes(request.codes or _list_fixable(repair.version))
    except OutOfTimeError:
        return True
    return False


def _describe(original: Text) -> str:
    try:
        return meaning.describe("".join(original.lines))
    except SyntaxError as problem:
        place = f" in line {problem.lineno}" if problem.lineno else ""
        raise NotFixable(
            f"Nothing can be fixed yet: the file has a syntax error{place}. Correct that first, by hand."
        ) from None
    except ValueError:  # a null byte, before Python 3.12
        raise NotFixable("Nothing can be fixed: Python cannot read the file.") from None


def _list_fixable(version: Version) -> Sequence[str]:
    return sorted({row.code for row in version.checked.violations} & REPAIRS.keys())


def _summarize(name: str, original: Text, first: Version, repair: SafeRepair, *, stopped: bool) -> Fixes:
    last = repair.version
    before = identify(first.checked.violations, first.lines)
    after = identify(last.checked.violations, last.lines)
    data = text.encode(original, last.lines)
    content, encoded = text.describe(original, data)
    return Fixes(
        content=content,
        encoded=encoded,
        diff=write_diff(name, first.lines, last.lines),
        fixed=dict(sorted(Counter(before[row][0] for row in list_unpaired(before, after)).items())),
        left=dict(sorted(Counter(code for code, _ in after).items())),
        changes_meaning=tuple(sorted(code for code in repair.applied if not REPAIRS[code].keeps_meaning)),
        unsafe=tuple(sorted(repair.unsafe)),
        stopped=stopped,
    )
