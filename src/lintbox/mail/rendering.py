"""Renders the email templates, and builds the links in them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from jinja2 import Environment


class Links:
    """URLs of the pages that emails link to."""

    def __init__(self, base_url: str) -> None:
        self.home = base_url.rstrip("/")

    @property
    def display_url(self) -> str:
        """The server's address without the scheme, for display."""
        return urlsplit(self.home).netloc.rpartition("@")[2] + urlsplit(self.home).path

    @property
    def sign_in(self) -> str:
        return f"{self.home}/sign-in"

    def verify(self, token: str) -> str:
        # in the fragment, which browsers do not send: the token appears in no proxy's log
        return f"{self.home}/verify#token={quote(token, safe='')}"

    def reset(self, token: str) -> str:
        return f"{self.home}/reset#token={quote(token, safe='')}"

    def file(self, file_id: str, line: int | None = None) -> str:
        return f"{self.home}/files/{quote(file_id, safe='')}" + (f"#L{line}" if line else "")

    def unsubscribe(self, token: str) -> str:
        # in the query, because RFC 8058 has mail programs send a POST to this address
        return f"{self.home}/emails/off?t={quote(token, safe='')}"

    def code(self, code: str) -> str:
        return f"{self.home}/codes/{quote(code, safe='')}"


def render(template: str, form: Literal["txt", "html"], **values: object) -> str:
    return _environment().get_template(f"{template}.{form}").render(values)


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape  # lazy: slow

    return Environment(
        loader=DictLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"], default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _read_templates() -> dict[str, str]:
    # importlib.resources, because the binary has no folder beside this file
    folder = resources.files("lintbox.mail") / "templates"
    return {
        file.name: file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith((".txt", ".html"))
    }


# read at import: a temporary-file cleaner may delete the binary's unpacked folder later
_TEMPLATES = _read_templates()
