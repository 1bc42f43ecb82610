"""Probes, pages, and addresses where there is nothing."""

from __future__ import annotations

import pytest

from lintbox import __version__
from tests.people import Person
from tests.running import Running

PAGES = ["/", "/sign-up", "/sign-in", "/verify", "/verify?x=1", "/files/0123456789abcdef", "/files/a.py"]


def test_the_probe_says_that_it_lives(server: Running, charlie: Person) -> None:
    answer = charlie.api.get(f"{server.url}/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "pass", "version": __version__})


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/files/a/b/c", "/users/verify/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_of_the_api_is_a_problem(server: Running, charlie: Person, path: str, method: str) -> None:
    answer = charlie.api.request(method, f"{server.url}/api/v1{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    if method == "GET":
        assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize(("method", "path"), [("PUT", "/session"), ("DELETE", "/users"), ("GET", "/users")])
def test_a_method_that_an_address_does_not_take_is_a_problem(charlie: Person, method: str, path: str) -> None:
    answer = charlie.api.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_opened_from_outside(server: Running, charlie: Person, path: str) -> None:
    answer = charlie.api.get(f"{server.url}{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.lower().startswith("<!doctype html>")


def test_a_page_that_is_not_there_is_our_page_with_404(server: Running, charlie: Person) -> None:
    answer = charlie.api.get(f"{server.url}/no/such/page")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/no-such.js", "/assets/no-such.css", "/..%2f..%2fpyproject.toml"])
def test_a_file_of_ours_that_is_not_there_is_no_page(server: Running, charlie: Person, path: str) -> None:
    answer = charlie.api.get(f"{server.url}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("path", PAGES)
def test_head_is_the_page_without_its_body(server: Running, charlie: Person, path: str) -> None:
    page, head = charlie.api.get(f"{server.url}{path}"), charlie.api.head(f"{server.url}{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == page.headers["content-length"]


def test_a_page_that_has_not_changed_is_not_sent_again(server: Running, charlie: Person) -> None:
    etag = charlie.api.get(f"{server.url}/").headers["etag"]
    answer = charlie.api.get(f"{server.url}/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
