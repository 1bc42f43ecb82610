from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.people import Person
from tests.running import Running

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_REFUSED = re.compile(".*Content Security Policy.*")
_NAMES = ("chromium", "chromium-browser", "google-chrome")

# A loaded machine is slow: assertions wait for the event, not for a time.
expect.set_options(timeout=15_000)


# Playwright runs an event loop, which no other test may have around it: ``tests/conftest.py`` runs these last
@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    assert path, "The browser tests need Chromium; make browser installs it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser, server: Running) -> Iterator[Callable[..., BrowserContext]]:
    """Open browser contexts that share nothing.

    An uncaught error in a page fails the test, and so does what its content security policy refuses.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"base_url": server.url} | options)
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda message: errors.extend(_REFUSED.findall(message.text)))
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context().new_page()


@pytest.fixture
def alice_page(open_context: Callable[..., BrowserContext], alice: Person) -> Page:
    """An empty page in a browser context with Alice's session."""
    context = open_context()
    sign_in(context, alice)
    return context.new_page()


def sign_in(context: BrowserContext, person: Person) -> None:
    """Continue the person's session in the browser."""
    (cookie,) = person.api.cookies.jar
    host = person.api.base_url.host
    context.add_cookies([{"name": cookie.name, "value": str(cookie.value), "domain": host, "path": "/"}])


def count_result_emails(admin: Person, user: Person) -> int:
    """Count also those that wait for further results."""
    user_id = user.api.get("/session").json()["user"]["id"]
    emails = admin.api.get("/admin/emails", params={"user": user_id, "limit": 200}).json()["emails"]
    return [email["kind"] for email in emails].count("result")


def refuse(route: Route) -> None:
    """Answer as a busy server: what an unreachable one was asked is asked again without a click."""
    route.fulfill(status=503, content_type="application/problem+json", body='{"code": "busy"}')


def find_violations(page: Page) -> list[str]:
    """Return the accessibility violations that axe-core finds, each with its elements.

    The dark colours are tried for their contrast only: nothing else depends on them.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = _run_axe(page, "light", {})
    dark = _run_axe(page, "dark", {"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="null", reduced_motion="null")
    return [*found, *(f"dark: {violation}" for violation in dark)]


def _run_axe(page: Page, scheme: Literal["light", "dark"], options: dict[str, Any]) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour in transition
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]
