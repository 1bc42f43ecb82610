"""The explanations of codes, for everybody, and how many of the user's files have each code."""

from __future__ import annotations

import asyncio
from functools import cache

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode
from lintbox.services import codes
from lintbox.web.assets import Asset, build_json, respond
from lintbox.web.context import context_of, get_user
from lintbox.web.routes import Route, json_response
from lintbox.web.schemas.codes import CodeOut, CodesOut, OwnCodesOut, present_code


async def list_codes(request: Request) -> HTTPResponse:
    return respond(request, await asyncio.to_thread(_describe_all))


async def show_code(request: Request, code: str) -> HTTPResponse:
    return respond(request, await asyncio.to_thread(_describe, code))


async def count_own_codes(request: Request) -> HTTPResponse:
    user = await get_user(request)
    counts = await context_of(request).db.read(codes.count_files, user.id)
    return json_response(OwnCodesOut(files=counts))


# in a thread: the first request reads and compresses 300 kB of explanations
@cache
def _describe_all() -> Asset:
    every = CodesOut(codes=list(map(present_code, codes.list_all())))
    described = build_json(every.model_dump_json().encode())
    _ = described.gzipped
    return described


def _describe(code: str) -> Asset:
    return build_json(present_code(codes.get(code)).model_dump_json().encode())


ROUTES = (
    Route(
        "GET", "/codes", list_codes, "List every code with its explanation", {200: CodesOut}, signed_in=False
    ),
    Route(
        "GET",
        "/codes/<code:str>",
        show_code,
        "Explain a code",
        {200: CodeOut},
        (ProblemCode.UNKNOWN_CODE,),
        signed_in=False,
    ),
    Route("GET", "/users/me/codes", count_own_codes, "Count your files by code", {200: OwnCodesOut}),
)
