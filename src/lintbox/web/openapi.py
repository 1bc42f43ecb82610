"""The API description (OpenAPI 3.1), made of the routes and of the models that validate."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from lintbox import __version__
from lintbox.web.problems import STATUS
from lintbox.web.routes import Route
from lintbox.web.schemas.problems import ProblemOut

# whatever a route does, the database may refuse it
_STORAGE = ("busy", "storage", "disk-full")
_REF = "#/components/schemas/{model}"


def describe(routes: Sequence[Route], base_path: str, cookie: str) -> str:
    models = {model for route in routes for model in _models(route)} | {ProblemOut}
    inputs = [(route.body, "validation") for route in routes if route.body]
    outputs = [(model, "serialization") for model in models if model not in {route.body for route in routes}]
    _, schemas = models_json_schema(
        sorted(set(inputs + outputs), key=str),  # type: ignore[arg-type]
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(r"<(\w+):\w+>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _describe_route(route)
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Lintbox",
                "version": __version__,
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": f"{base_path}api/v1"}],
            "paths": paths,
            "components": {
                "schemas": schemas["$defs"],
                "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": cookie}},
            },
        }
    )


def _models(route: Route) -> set[type[BaseModel]]:
    answers = {model for model in route.answers.values() if isinstance(model, type)}
    return answers | ({route.body} if route.body else set())


def _describe_route(route: Route) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "responses": {**_describe_answers(route.answers), **_describe_problems(route)},
    }
    if parameters := [*_path_parameters(route), *_query_parameters(route)]:
        described["parameters"] = parameters
    if route.body:
        described["requestBody"] = _content("application/json", _refer(route.body))
    if route.upload:
        described["requestBody"] = _content("multipart/form-data", _upload_schema(route.upload))
    if route.signed_in:
        described["security"] = [{"session": []}]
    return described


def _describe_answers(answers: Mapping[int, type[BaseModel] | str | None]) -> dict[str, Any]:
    described: dict[str, Any] = {}
    for status, model in answers.items():
        described[str(status)] = {"description": "Done"}
        if isinstance(model, str):
            described[str(status)]["content"] = {model: {}}
        elif model:
            described[str(status)]["content"] = {"application/json": {"schema": _refer(model)}}
    return described


def _describe_problems(route: Route) -> dict[str, Any]:
    codes = {*route.problems, "unknown-host", "bad-request", "too-large", "too-many", *_STORAGE}
    codes |= {"not-signed-in"} if route.signed_in else set()
    codes |= {"forbidden"} if route.for_admins else set()
    codes |= {"invalid"} if route.query else set()
    described: dict[str, Any] = {}
    for status in sorted({STATUS[code] for code in codes}):
        named = ", ".join(sorted(code for code in codes if STATUS[code] == status))
        content = {"application/problem+json": {"schema": _refer(ProblemOut)}}
        described[str(status)] = {"description": named, "content": content}
    return described


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"<(\w+):\w+>", route.path)
    return [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if not route.query:
        return []
    fields = route.query.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]


def _upload_schema(kind: str) -> dict[str, Any]:
    part = {"type": "string", "format": "binary", "contentMediaType": "text/x-python"}
    file = {"type": "array", "items": part, "minItems": 1} if kind == "files" else part
    return {"type": "object", "properties": {"file": file}, "required": ["file"]}


def _content(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def _refer(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
