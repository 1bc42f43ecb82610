"""Requests can be found in the log, which contains no private data."""

from __future__ import annotations

import json
from typing import Any

from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import token_of
from tests.http.raw_http import connect
from tests.http.waiting import until
from tests.people import PASSWORD
from tests.running import Running
from tests.smtp import SmtpServer

SOURCE = b"import os\nthe_secret_of_the_sphinx = 42\n"


def read_log(server: Running) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text("utf-8").splitlines()]


def test_the_log_contains_no_private_data(start: Start, new_person_on: NewPersonOn) -> None:
    with SmtpServer() as post:
        server = start(
            log_level="debug", smtp_host=post.host, smtp_port=post.port, smtp_security="none", metrics=1
        )
        alice = new_person_on(server, "alice")
        alice.register()
        token = token_of(until(lambda: post.emails)[0])
        assert alice.sign_in().status_code == 403
        assert alice.verify(token).status_code == 200
        assert alice.verify(token).status_code == 400
        assert alice.sign_in("a wrong password").status_code == 401
        assert alice.sign_in().status_code == 200
        post.script("RCPT", f"550 5.1.1 <{alice.email}> is unknown here")
        file_id = alice.upload_one("sphinx_of_giza.py", SOURCE)
        alice.wait(file_id)
        until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "failed")
        assert alice.api.get(f"/files/{file_id}/content").content == SOURCE
        assert alice.api.get(f"{server.url}/verify?token={token}").status_code == 200
        assert alice.api.get(f"{server.url}/no/such/{token}.js").status_code == 404
        assert alice.api.post("/session", content=b"{" + PASSWORD.encode()).status_code == 415
        cookie = alice.api.cookies["lintbox"]
        assert alice.api.delete(f"/files/{file_id}").status_code == 204
        assert alice.api.delete("/session").status_code == 204
        assert server.stop() == 0
    text = server.log.read_text("utf-8")
    assert any(
        "550 5.1.1 <a…@school.example> is unknown here" in line["message"] for line in read_log(server)
    )
    private = [alice.email, PASSWORD, "a wrong password", token, cookie, "sphinx"]
    assert [word for word in private if word in text] == []
    assert text.count("POST /api/v1/session") >= 4


def test_the_log_contains_the_request_id_of_a_problem(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    response = new_person_on(server, "alice").sign_in()
    request_id = response.json()["request_id"]
    assert request_id == response.headers["x-request-id"]
    (line,) = [line for line in read_log(server) if line.get("request") == request_id]
    assert line["message"].startswith("POST /api/v1/session 401 in ")


def test_an_aborted_upload_is_logged_as_499(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    cookie = alice.api.cookies["lintbox"]
    head = (
        f"POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nCookie: lintbox={cookie}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    with connect(server.url) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")  # the server is reading the body
    (line,) = until(lambda: [line for line in read_log(server) if "/api/v1/files" in line["message"]])
    assert line["message"].startswith("POST /api/v1/files 499 in ")
    assert {line["level"] for line in read_log(server)} == {"info"}


def test_successful_reads_are_not_logged(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    assert new_person_on(server, "alice").api.get("/about").status_code == 200
    assert new_person_on(server, "alice").api.get("/session").status_code == 401
    assert [line["message"].rpartition(" in ")[0] for line in read_log(server)] == ["GET /api/v1/session 401"]


def test_the_default_log_format_is_text(start: Start, new_person_on: NewPersonOn) -> None:
    server = start(log_format="text")
    response = new_person_on(server, "alice").sign_in()
    (line,) = server.log.read_text("utf-8").splitlines()
    assert " INFO POST /api/v1/session 401 in " in line
    assert line.endswith(f" ms [{response.headers['x-request-id']}]")
