"""Property tests of uploads and forms: no input causes a server error."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import Person

# users are created once per test; each example is another request
bounded = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
names = st.one_of(
    st.binary(max_size=80), st.text(max_size=80).map(lambda t: t.encode(errors="surrogatepass"))
)
texts = st.text(max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
FORMS = [("POST", "/users"), ("POST", "/users/verify"), ("POST", "/users/resend"), ("POST", "/session")]


@bounded
@given(name=names, ending=st.sampled_from([b".py", b""]), data=st.binary(max_size=300))
def test_any_accepted_upload_is_returned_unchanged(
    alice: Person, name: bytes, ending: bytes, data: bytes
) -> None:
    head = b'--bound\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % (name + ending)
    response = alice.api.post(
        "/files",
        content=head + data + b"\r\n--bound--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=bound"},
    )
    assert response.status_code in {201, 400, 422}, response.text
    if response.status_code == 201:
        file_id = response.json()["files"][0]["id"]
        if b"\r\n--bound" not in data:
            assert alice.api.get(f"/files/{file_id}/content").content == data
        assert alice.api.delete(f"/files/{file_id}").status_code == 204


@bounded
@given(body=st.binary(max_size=300))
def test_no_bytes_break_the_multipart_parser(alice: Person, body: bytes) -> None:
    response = alice.api.post(
        "/files", content=b"--b\r\n" + body, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert response.status_code in {400, 422}, response.text


@pytest.mark.parametrize(("method", "path"), FORMS)
@bounded
@given(body=values)
def test_no_json_breaks_a_form(charlie: Person, method: str, path: str, body: Any) -> None:
    assert_problem(send(charlie, method, path, body))


@pytest.mark.parametrize(("method", "path"), FORMS)
@bounded
@given(email=texts | values, password=texts | values, token=texts | values)
def test_no_field_breaks_a_form(
    charlie: Person, method: str, path: str, email: Any, password: Any, token: Any
) -> None:
    assert_problem(send(charlie, method, path, {"email": email, "password": password, "token": token}))


@bounded
@given(local=texts, domain=texts)
def test_no_address_breaks_the_emails(charlie: Person, local: str, domain: str) -> None:
    body = {"email": f"{local}@{domain}.example", "password": "orange giraffe tin whistle"}
    assert_problem(send(charlie, "POST", "/users", body))


@bounded
@given(query=st.dictionaries(st.sampled_from(["limit", "cursor", "state", "q", "sort"]), texts, max_size=5))
def test_no_query_breaks_the_list(alice: Person, query: dict[str, str]) -> None:
    encoded = {name: value.encode(errors="surrogatepass") for name, value in query.items()}
    params = "&".join(f"{n}={''.join(f'%{byte:02x}' for byte in v)}" for n, v in encoded.items())
    assert alice.api.get(f"/files?{params}").status_code in {200, 422}


@bounded
@given(file_id=st.binary(max_size=60))
def test_no_id_breaks_a_route(alice: Person, file_id: bytes) -> None:
    path = "".join(f"%{byte:02x}" for byte in file_id)
    for response in (alice.api.get(f"/files/{path}/content"), alice.api.delete(f"/files/{path}/")):
        assert 400 <= response.status_code < 500


def send(person: Person, method: str, path: str, body: Any) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return person.api.request(method, path, content=json.dumps(body).encode(), headers=headers)


def assert_problem(response: httpx.Response) -> None:
    """Every response is JSON and never a 5xx."""
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"]
