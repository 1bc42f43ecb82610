"""The API description (OpenAPI 3.1), generated from the routes and their models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from lintbox import __version__
from lintbox.domain import ProblemCode
from lintbox.web.http_syntax import SAFE_METHODS
from lintbox.web.problems import STATUS, ProblemOut
from lintbox.web.routes import Route

# every route uses the database, which may refuse
_ALWAYS = {
    ProblemCode.BAD_REQUEST,
    ProblemCode.TOO_LARGE,
    ProblemCode.UNKNOWN_HOST,
    ProblemCode.TOO_MANY,
    ProblemCode.INTERNAL,
    ProblemCode.BUSY,
    ProblemCode.STORAGE,
    ProblemCode.DISK_FULL,
}
_WITH_BODY = {ProblemCode.INVALID, ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.TOO_SLOW}
_REF = "#/components/schemas/{model}"
_HEAD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Lintbox",
        "version": __version__,
        "license": {"name": "MIT", "identifier": "MIT"},
    },
}


def describe(routes: Sequence[Route], base_path: str, cookie: str) -> str:
    """Return the description as JSON. ``cookie`` is the name of the session cookie."""
    schemas = _describe_models(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(r"<(\w+):\w+>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _describe_route(route, schemas)
    return json.dumps(
        {
            **_HEAD,
            "servers": [{"url": f"{base_path}api/v1"}],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": cookie}},
            },
        }
    )


def describe_models(routes: Sequence[Route]) -> str:
    """Return the description without paths, from which ``make types`` generates TypeScript types."""
    return json.dumps({**_HEAD, "paths": {}, "components": {"schemas": _describe_models(routes)}})


class _WithoutTitles(GenerateJsonSchema):
    """Omits titles that only repeat the name of a field."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False


def _describe_models(routes: Sequence[Route]) -> dict[str, Any]:
    models = {model for route in routes for model in _models(route)} | {ProblemOut}
    inputs_of_routes = {model for route in routes for model in (route.body, route.query) if model}
    inputs = [(model, "validation") for model in inputs_of_routes]
    outputs = [(model, "serialization") for model in models - inputs_of_routes]
    _, schemas = models_json_schema(
        sorted(inputs + outputs, key=str),  # type: ignore[arg-type]
        ref_template=_REF,
        schema_generator=_WithoutTitles,
    )
    described: dict[str, Any] = schemas["$defs"]
    return described


def _models(route: Route) -> set[type[BaseModel]]:
    responses = {model for model in route.responses.values() if isinstance(model, type)}
    return responses | {model for model in (route.body, route.query, route.event) if model}


def _describe_route(route: Route, schemas: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "responses": {**_describe_responses(route), **_describe_problems(route)},
    }
    headers = [{"name": name, "in": "header", "schema": {"type": "string"}} for name in route.headers]
    if parameters := [*_path_parameters(route), *_query_parameters(route, schemas), *headers]:
        described["parameters"] = parameters
    bodies: dict[str, dict[str, Any]] = {}
    if route.body:
        bodies["application/json"] = {"schema": _refer(route.body)}
    if route.upload:
        schema = _upload_schema(route.upload, is_stored=route.body is None)
        bodies["multipart/form-data"] = {"schema": schema}
    if bodies:
        described["requestBody"] = {"required": True, "content": bodies}
    if route.signed_in:
        described["security"] = [{"session": []}]
    return described


def _describe_responses(route: Route) -> dict[str, Any]:
    described: dict[str, Any] = {}
    for status, model in route.responses.items():
        described[str(status)] = {"description": "Success"}
        if isinstance(model, str):
            described[str(status)]["content"] = {model: _describe_stream(route.event) if route.event else {}}
        elif isinstance(model, tuple):
            described[str(status)]["content"] = {media_type: {} for media_type in model}
        elif model:
            described[str(status)]["content"] = {"application/json": {"schema": _refer(model)}}
    return described


def _describe_stream(event: type[BaseModel]) -> dict[str, Any]:
    """Describe the JSON inside a string (JSON Schema 2020-12, Validation 8.5)."""
    return {
        "schema": {
            "type": "string",
            "contentMediaType": "text/event-stream",
            "contentSchema": _refer(event),
        }
    }


def _describe_problems(route: Route) -> dict[str, Any]:
    codes = _ALWAYS | {*route.problems}
    codes |= _WITH_BODY if route.body or route.upload else set()
    codes |= {ProblemCode.NOT_SIGNED_IN} if route.signed_in else set()
    codes |= {ProblemCode.FORBIDDEN} if route.for_admins else set()
    codes |= {ProblemCode.CROSS_ORIGIN} if route.method not in SAFE_METHODS else set()
    codes |= {ProblemCode.NOT_FOUND} if _path_parameters(route) else set()
    codes |= {ProblemCode.INVALID} if route.query else set()
    described: dict[str, Any] = {}
    for status in sorted({STATUS[code] for code in codes}):
        named = ", ".join(sorted(code for code in codes if STATUS[code] == status))
        content = {"application/problem+json": {"schema": _refer(ProblemOut)}}
        described[str(status)] = {"description": named, "content": content}
    return described


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"<(\w+):\w+>", route.path)
    return [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]


def _query_parameters(route: Route, schemas: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not route.query:
        return []
    fields = schemas[route.query.__name__]["properties"]
    return [{"name": name, "in": "query", "schema": _without_null(schema)} for name, schema in fields.items()]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Remove null from the type: a query can omit a parameter, but cannot contain null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return {**kinds[0], **rest}


def _upload_schema(kind: str, *, is_stored: bool) -> dict[str, Any]:
    part = {"type": "string", "format": "binary", "contentMediaType": "text/x-python"}
    file = {"type": "array", "items": part, "minItems": 1} if kind == "files" else part
    python = {"type": "string", "description": "The version of Python, such as 3.14, or newest"}
    batch = {"type": "string", "description": "The same text in requests whose results share an email"}
    profile = {"type": "string", "description": "The id of a profile"}
    more = {"batch": batch} if is_stored else {"profile": profile}
    return {"type": "object", "properties": {"file": file, "python": python, **more}, "required": ["file"]}


def _refer(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
