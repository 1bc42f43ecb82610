"""Every response matches the API description (schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lintbox.web.server import ROUTES
from tests.people import Person
from tests.running import Running

# the event stream never ends; test_events covers it
TAKEN = [route for route in ROUTES if route.path != "/events"]
WALKED = [(route.method, route.path.replace(":str>", "}").replace("<", "{")) for route in TAKEN]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
WALKS = [
    (method, path, mode)
    for route, (method, path) in zip(TAKEN, WALKED, strict=True)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    # any text is valid in a path; what is invalid there is the missing session
    if mode == GenerationMode.POSITIVE
    or route.body
    or route.query
    or route.upload
    or ("{" in path and route.signed_in)
]
few = settings(max_examples=10, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def schema(server: Running) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")


@pytest.mark.parametrize(("method", "path", "mode"), WALKS)
def test_every_response_matches_the_description(
    schema: BaseSchema, alice: Person, dora: Person, method: str, path: str, mode: GenerationMode
) -> None:
    known = find_ids(alice, dora, path) if mode == GenerationMode.POSITIVE else None
    token = (dora if path.startswith("/admin/") else alice).api.cookies["lintbox"]

    @few
    @given(case=schema[path][method].as_strategy(mode, path_parameters=known))
    def walk(case: Case[Any]) -> None:
        response = case.call(cookies={"lintbox": token}, timeout=60)
        case.validate_response(response, checks=CHECKS)

    walk()


def find_ids(alice: Person, dora: Person, path: str) -> dict[str, str] | None:
    """Return ids for the path's parameters; the test may delete the objects."""
    if "{file_id}" in path:
        return {"file_id": alice.upload_one("a.py", b"x = 1\n")}
    alice.api.post("/users/forgot", json={"email": alice.email})  # an email to Alice
    for name, listed in (("user_id", "users"), ("email_id", "emails")):
        if f"{{{name}}}" in path:
            return {name: dora.api.get(f"/admin/{listed}?q={alice.email}").json()[listed][0]["id"]}
    return None


def test_every_route_is_described(charlie: Person) -> None:
    paths = charlie.api.get("/openapi.json").json()["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert described == {*WALKED, ("GET", "/events")}


@pytest.mark.parametrize("path", ["/files", "/about", "/admin/users"])
def test_a_query_that_is_too_long_is_described(charlie: Person, path: str) -> None:
    response = charlie.api.get(path, params={"q": "x" * 20_000})
    assert (response.status_code, response.json()["code"]) == (413, "too-large")
    described = charlie.api.get("/openapi.json").json()["paths"][path]["get"]["responses"]
    assert "too-large" in described["413"]["description"]


def test_every_search_takes_a_text_as_long_as_a_name(charlie: Person) -> None:
    paths = charlie.api.get("/openapi.json").json()["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    parameters = [one for operation in operations for one in operation.get("parameters", ())]
    searches = [one["schema"]["maxLength"] for one in parameters if one["name"] == "q"]
    assert searches == [255] * 5
