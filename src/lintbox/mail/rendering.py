"""The templates of the emails, and the links in them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit

from lintbox.domain import EmailKind

if TYPE_CHECKING:
    from jinja2 import Environment


class Links:
    """The pages that emails point to."""

    def __init__(self, base_url: str) -> None:
        self.home = base_url.rstrip("/")

    @property
    def place(self) -> str:
        """What a reader knows the server by: its address, without the scheme."""
        return urlsplit(self.home).netloc.rpartition("@")[2] + urlsplit(self.home).path

    @property
    def sign_in(self) -> str:
        return f"{self.home}/sign-in"

    def verify(self, token: str) -> str:
        # the token is in the fragment: no server on the way sees it, nor writes it into a log
        return f"{self.home}/verify#token={quote(token, safe='')}"

    def reset(self, token: str) -> str:
        return f"{self.home}/reset#token={quote(token, safe='')}"

    def file(self, file_id: str, line: int | None = None) -> str:
        return f"{self.home}/files/{quote(file_id, safe='')}" + (f"#L{line}" if line else "")


def render(kind: EmailKind, form: Literal["txt", "html"], **facts: object) -> str:
    return _environment().get_template(f"{kind}.{form}").render(facts)


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape  # at the first email

    return Environment(
        loader=DictLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"], default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _read_templates() -> dict[str, str]:
    # importlib.resources, because in the binary there is no folder beside this file
    folder = resources.files("lintbox.mail") / "templates"
    return {
        file.name: file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith((".txt", ".html"))
    }


# read while the files are there: the binary's may be swept away later
_TEMPLATES = _read_templates()
