"""Probes, pages, and addresses where there is nothing."""

from __future__ import annotations

import os
import platform
import signal
import sqlite3
from contextlib import closing

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from lintbox import __version__
from lintbox.lint.quick.fallback import FallbackReason
from tests.http.conftest import Come, Start
from tests.http.waiting import until
from tests.people import Person
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


def test_the_probe_says_that_it_lives(server: Running, charlie: Person) -> None:
    answer = charlie.api.get(f"{server.url}/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "pass", "version": __version__})


def read_readiness(url: str) -> tuple[int, dict[str, str]]:
    answer = httpx.get(f"{url}/readyz", trust_env=False, timeout=30)
    told = answer.json()
    assert told["status"] == ("pass" if answer.status_code == 200 else "fail")
    return answer.status_code, {name: part["status"] for name, part in told["components"].items()}


def test_a_server_that_can_work_is_ready(server: Running) -> None:
    loops = ["checking", "emailing", "cleanup", "watchdog", "backups"]
    parts = ["database", "migrations", "disk", *loops, "nursery"]
    assert read_readiness(server.url) == (200, dict.fromkeys(parts, "pass"))


def test_a_nearly_full_disk_is_not_ready_and_takes_no_file(start: Start, come: Come) -> None:
    server = start(disk_reserve="1024TiB")
    status, parts = read_readiness(server.url)
    assert (status, parts["disk"], parts["database"]) == (503, "fail", "pass")
    alice = come(server, "alice").arrive()
    refused = alice.upload({"a.py": b"x = 1\n"})
    assert (refused.status_code, refused.json()["code"]) == (507, "disk-full")


def test_a_locked_database_is_not_ready_until_it_is_free(start: Start) -> None:
    server = start()
    with closing(sqlite3.connect(server.data_dir / "lintbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, parts = read_readiness(server.url)
        assert (status, parts["database"]) == (503, "fail")
    until(lambda: read_readiness(server.url)[0] == 200)


def test_a_server_whose_nursery_was_lost_is_ready_again_by_itself(start: Start) -> None:
    server = start()
    (fork_server,) = server.find_children()
    os.kill(fork_server, signal.SIGKILL)
    until(lambda: read_readiness(server.url)[0] == 200 and server.find_children() not in ([], [fork_server]))


def test_there_are_no_metrics_unless_they_are_turned_on(server: Running, charlie: Person) -> None:
    answer = charlie.api.get(f"{server.url}/metrics")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_metrics_count_answers_by_route_and_show_what_waits(start: Start, come: Come) -> None:
    server = start(metrics=1)
    alice = come(server, "alice").arrive()
    file_id = alice.upload_one("a.py", b"import os\n")
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    alice.api.request("CHOSEN", "/files")
    # the email of the result goes out behind the check
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


def test_metrics_count_what_the_fast_path_checks_and_what_it_leaves_to_flake8(
    start: Start, come: Come
) -> None:
    server = start(metrics=1)
    alice = come(server, "alice").arrive()
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
    """Return every sample by its name and the values of its labels."""
    answer = httpx.get(f"{url}/metrics", trust_env=False)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


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


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_head_asks_a_probe(server: Running, charlie: Person, path: str) -> None:
    head = charlie.api.head(f"{server.url}{path}")
    assert (head.status_code, head.content) == (200, b"")


def test_head_asks_for_what_can_be_read(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    alice.wait(file_id)
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")  # nothing changes then
    for path in ("/session", "/files", f"/files/{file_id}", f"/files/{file_id}/content"):
        whole, head = alice.api.get(path), alice.api.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
    assert alice.api.head("/files/none").status_code == 404
    assert alice.api.head("/events").status_code == 405


def test_a_page_that_has_not_changed_is_not_sent_again(server: Running, charlie: Person) -> None:
    etag = charlie.api.get(f"{server.url}/").headers["etag"]
    answer = charlie.api.get(f"{server.url}/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
