"""Models of the explanations of codes."""

from __future__ import annotations

from lintbox.domain import Category
from lintbox.explanations import Explanation
from lintbox.lint.engine.categories import category_of
from lintbox.lint.fixes.repairs import REPAIRS, Fixer
from lintbox.web.schemas.base import Schema


class SourceOut(Schema):
    title: str
    url: str


class CodeOut(Schema):
    """A code of flake8; ``before`` and ``after`` are whole modules, of which only the first has the finding.

    ``default`` is false if flake8 reports the code only when asked; ``options`` are the arguments that the
    example needs, ``python`` is the first version that reads it. ``never`` says why the installed versions
    do not report the code. ``fixed_by`` is the tool that repairs it: see ``POST /files/{id}/fixes``.
    ``fixed_by_line`` is false if it can be repaired in the whole file only.
    """

    code: str
    title: str
    category: Category
    plugin: str
    default: bool
    why: str
    before: str
    after: str
    silence: str
    sources: list[SourceOut]
    related: list[str]
    options: list[str]
    python: str | None
    never: str | None
    fixed_by: Fixer | None
    fixed_by_line: bool


class CodesOut(Schema):
    codes: list[CodeOut]


class OwnCodesOut(Schema):
    """The number of your files with each code, in their newest checks."""

    files: dict[str, int]


def present_code(explanation: Explanation) -> CodeOut:
    repair = REPAIRS.get(explanation.code)
    return CodeOut.model_validate(
        {
            **explanation._asdict(),
            "category": category_of(explanation.code),
            "fixed_by": repair and repair.fixer,
            "fixed_by_line": repair is not None and not repair.whole_file,
        }
    )
