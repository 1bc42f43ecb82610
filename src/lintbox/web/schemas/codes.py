"""Models of the explanations of codes."""

from __future__ import annotations

from lintbox.domain import Category
from lintbox.explanations import Explanation
from lintbox.lint.engine.categories import category_of
from lintbox.web.schemas.base import Schema


class SourceOut(Schema):
    title: str
    url: str


class CodeOut(Schema):
    """A code of flake8; ``before`` and ``after`` are whole modules, of which only the first has the finding.

    ``default`` is false if flake8 reports the code only when asked; ``options`` are the arguments that the
    example needs, ``python`` is the first version that reads it. ``never`` says why the installed versions
    do not report the code.
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


class CodesOut(Schema):
    codes: list[CodeOut]


class OwnCodesOut(Schema):
    """The number of your files with each code, in their newest checks."""

    files: dict[str, int]


def present_code(explanation: Explanation) -> CodeOut:
    return CodeOut.model_validate({**explanation._asdict(), "category": category_of(explanation.code)})
