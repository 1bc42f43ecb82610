"""Probes, pages and unknown addresses."""

from __future__ import annotations

import os
import platform
import re
import signal
import sqlite3
from contextlib import closing

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from lintbox import __version__
from lintbox.lint.quick.fallback import FallbackReason
from lintbox.web.server import ROUTES
from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import make_slow, until
from tests.people import PLAIN, Person
from tests.running import Running

PAGES = [
    "/",
    "/sign-up",
    "/sign-in",
    "/verify",
    "/verify?x=1",
    "/files/0123456789abcdef",
    "/files/a.py",
    "/profiles",
    "/profiles/new",
    "/admin",
    "/admin/emails/test",
]


def test_the_liveness_probe_passes(server: Running, charlie: Person) -> None:
    response = charlie.api.get(f"{server.url}/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "pass", "version": __version__})


def read_readiness(url: str) -> tuple[int, dict[str, str]]:
    response = httpx.get(f"{url}/readyz", trust_env=False, verify=PLAIN, timeout=30)
    body = response.json()
    assert body["status"] == ("pass" if response.status_code == 200 else "fail")
    return response.status_code, {name: part["status"] for name, part in body["components"].items()}


def test_a_working_server_is_ready(server: Running) -> None:
    loops = ["checking", "emailing", "cleanup", "watchdog", "backups"]
    parts = ["database", "migrations", "disk", *loops, "fork-server"]
    assert read_readiness(server.url) == (200, dict.fromkeys(parts, "pass"))


def test_a_server_with_a_nearly_full_disk_is_not_ready_and_refuses_files(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start(disk_reserve="1024TiB")
    status, parts = read_readiness(server.url)
    assert (status, parts["disk"], parts["database"]) == (503, "fail", "pass")
    alice = new_person_on(server, "alice").sign_up()
    refused = alice.upload({"a.py": b"x = 1\n"})
    assert (refused.status_code, refused.json()["code"]) == (507, "disk-full")


def test_a_server_is_not_ready_while_its_database_is_locked(start: Start) -> None:
    server = start()
    with closing(sqlite3.connect(server.data_dir / "lintbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, parts = read_readiness(server.url)
        assert (status, parts["database"]) == (503, "fail")
    until(lambda: read_readiness(server.url)[0] == 200)


def test_a_server_recovers_after_its_fork_server_is_killed(start: Start) -> None:
    server = start()
    (fork_server,) = server.find_children()
    os.kill(fork_server, signal.SIGKILL)
    until(lambda: read_readiness(server.url)[0] == 200 and server.find_children() not in ([], [fork_server]))


def test_metrics_are_off_by_default(server: Running, charlie: Person) -> None:
    response = charlie.api.get(f"{server.url}/metrics")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


def test_metrics_count_responses_by_route_and_queued_work(start: Start, new_person_on: NewPersonOn) -> None:
    server = start(metrics=1)
    alice = new_person_on(server, "alice").sign_up()
    file_id = alice.upload_one("a.py", b"import os\n")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    alice.api.request("CHOSEN", "/files")
    # the result's email is sent after the check
    until(lambda: read_metrics(server.url)["lintbox_email_attempts_total", "saved"] >= 1)
    samples = read_metrics(server.url)
    route = "/api/v1/files/{file_id}"
    assert samples["lintbox_http_requests_total", "GET", route, "200"] >= 1
    assert samples["lintbox_http_request_duration_seconds_count", "GET", route] >= 1
    assert samples["lintbox_checks", "queued"] == samples["lintbox_checks_oldest_seconds",] == 0
    assert samples["lintbox_database_bytes",] > 0
    assert samples["lintbox_database_wal_bytes",] > 0
    assert samples["lintbox_event_loop_lag_seconds",] >= 0
    assert samples["lintbox_email_attempts_total", "saved"] >= 1
    assert samples["lintbox_password_hashes_waiting",] == 0
    assert samples["lintbox_password_hashes_refused_total", "account"] == 0
    assert samples["lintbox_emails_withheld_total",] == 0
    assert samples["lintbox_info", platform.python_version(), sqlite3.sqlite_version, __version__] == 1
    assert not [labels for labels in samples if file_id in "".join(labels) or "CHOSEN" in labels]
    assert samples["lintbox_http_requests_total", "other", "none", "405"] == 1


def test_metrics_count_requests_whose_client_went_away_as_499_and_event_streams_as_200(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start(metrics=1)
    alice = new_person_on(server, "alice").sign_up()
    with alice.api.stream("GET", "/events") as stream:
        assert next(stream.iter_lines()) == "event: hello"
    with pytest.raises(httpx.ReadTimeout):
        alice.api.post("/check", json={"name": "a.py", "content": make_slow().decode()}, timeout=0.5)

    def have_ended() -> bool:
        samples = read_metrics(server.url)
        return not any(samples["lintbox_budget_used", budget] for budget in ("streams", "live_checks"))

    until(have_ended)
    counted = [
        labels[2:] for labels in read_metrics(server.url) if labels[0] == "lintbox_http_requests_total"
    ]
    statuses = {labels for labels in counted if labels[0] in {"/api/v1/events", "/api/v1/check"}}
    assert statuses == {("/api/v1/events", "200"), ("/api/v1/check", "499")}


def test_metrics_count_files_of_the_fast_path_and_of_flake8(start: Start, new_person_on: NewPersonOn) -> None:
    server = start(metrics=1)
    alice = new_person_on(server, "alice").sign_up()
    for name, source in (("a.py", b"import os\n"), ("b.py", b"x = 1\n\\\n\ny = 2\n")):
        alice.wait(alice.upload_one(name, source))
    samples = read_metrics(server.url)
    assert samples["lintbox_fast_path_enabled", ""] == 1
    assert samples["lintbox_fast_path_files_total",] == 1
    fallbacks = {
        labels[0]: count
        for (name, *labels), count in samples.items()
        if name == "lintbox_fast_path_fallbacks_total"
    }
    assert set(fallbacks) == set(FallbackReason)
    assert {reason for reason, count in fallbacks.items() if count} == {FallbackReason.BACKSLASH_ROW}


def read_metrics(url: str) -> dict[tuple[str, ...], float]:
    """Return each sample by name and label values."""
    response = httpx.get(f"{url}/metrics", trust_env=False, verify=PLAIN)
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(response.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/files/a/b/c", "/users/verify/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_unknown_api_path_is_a_problem(server: Running, charlie: Person, path: str, method: str) -> None:
    response = charlie.api.request(method, f"{server.url}/api/v1{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    if method == "GET":
        assert response.json()["code"] == "not-found"


@pytest.mark.parametrize(("method", "path"), [("PUT", "/session"), ("DELETE", "/users"), ("GET", "/users")])
def test_an_unsupported_method_is_a_problem(charlie: Person, method: str, path: str) -> None:
    response = charlie.api.request(method, path)
    assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")
    assert "POST" in response.headers["allow"]


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
def test_a_wrong_method_names_the_right_ones(charlie: Person, path: str) -> None:
    methods = {method for route in ROUTES if route.path == path for method in route.methods}
    unsupported = next(method for method in ("PUT", "DELETE", "PATCH") if method not in methods)
    response = charlie.api.request(unsupported, re.sub("<.*?>", "x", path))
    assert response.status_code == 405
    assert {*response.headers["allow"].split(", ")} == methods


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_opened_directly(server: Running, charlie: Person, path: str) -> None:
    response = charlie.api.get(f"{server.url}{path}")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert response.text.lower().startswith("<!doctype html>")


def test_an_unknown_page_is_the_page_with_404(server: Running, charlie: Person) -> None:
    response = charlie.api.get(f"{server.url}/no/such/page")
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/no-such.js", "/assets/no-such.css", "/..%2f..%2fpyproject.toml"])
def test_an_unknown_asset_is_404_without_the_page(server: Running, charlie: Person, path: str) -> None:
    response = charlie.api.get(f"{server.url}{path}")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("path", PAGES)
def test_head_returns_a_page_without_its_body(server: Running, charlie: Person, path: str) -> None:
    page, head = charlie.api.get(f"{server.url}{path}"), charlie.api.head(f"{server.url}{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == page.headers["content-length"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_support_head(server: Running, charlie: Person, path: str) -> None:
    head = charlie.api.head(f"{server.url}{path}")
    assert (head.status_code, head.content) == (200, b"")


def test_readable_routes_support_head(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    alice.wait(file_id)
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")  # the file no longer changes
    for path in ("/session", "/files", f"/files/{file_id}", f"/files/{file_id}/content"):
        whole, head = alice.api.get(path), alice.api.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
    assert alice.api.head("/files/none").status_code == 404
    assert alice.api.head("/events").status_code == 405


def test_an_unchanged_page_is_304(server: Running, charlie: Person) -> None:
    etag = charlie.api.get(f"{server.url}/").headers["etag"]
    response = charlie.api.get(f"{server.url}/", headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
