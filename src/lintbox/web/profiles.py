"""Profiles: named flake8 configurations."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import Invalid, ProblemCode
from lintbox.lint.engine import emitted, options, plugins
from lintbox.services import profiles
from lintbox.services.profiles import Draft
from lintbox.web.context import Context, context_of, get_user
from lintbox.web.routes import Route, empty_response, json_response, read_body
from lintbox.web.schemas.profiles import (
    ConfigurationIn,
    ConfigurationOut,
    DefaultProfileIn,
    OptionOut,
    ProfileChangesIn,
    ProfileIn,
    ProfileOut,
    ProfilesOut,
    PythonOut,
    RefusedOptionOut,
    present_profile,
)


async def list_profiles(request: Request) -> HTTPResponse:
    user = await get_user(request)
    return await _respond_with_all(context_of(request), user.id)


async def set_default_profile(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    body = await read_body(request, DefaultProfileIn)
    await context.db.run(profiles.choose_default, user.id, body.default)
    return await _respond_with_all(context, user.id)


async def add_profile(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    body = await read_body(request, ProfileIn)
    draft = Draft(body.name, body.options, body.plugins, body.confirm_finds_nothing, body.python)
    name, profile = await profiles.try_out(context.linter, draft, user.id)
    made = await context.db.run(profiles.add, user.id, name, profile, context.clock())
    return json_response(present_profile(made), 201)


async def read_configuration(request: Request) -> HTTPResponse:
    user = await get_user(request)
    body = await read_body(request, ConfigurationIn, _CONFIGURATION_BYTES)
    if (size := len(body.text.encode("utf-8", "replace"))) > MOST_BYTES:
        detail = f"This has {size:,} bytes, and {MOST_BYTES:,} are the most. Paste only the [flake8] section."
        raise Invalid({"text": detail})
    reading = await context_of(request).linter.read_configuration(body.text, user.id)
    if reading.fault:
        raise Invalid({"text": reading.fault})
    codes = emitted.analyze(reading.profile)
    return json_response(
        ConfigurationOut(
            options=options.from_profile(reading.profile),
            plugins=list(reading.profile.plugins),
            reasons=dict(reading.plugins),
            refused=[RefusedOptionOut.model_validate(refusal) for refusal in reading.refused],
            unknown_codes=list(codes.unknown),
            finds_nothing=codes.nothing,
        )
    )


async def show_profile(request: Request, profile_id: str) -> HTTPResponse:
    user = await get_user(request)
    return json_response(
        present_profile(await context_of(request).db.read(profiles.get, user.id, profile_id))
    )


async def change_profile(request: Request, profile_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    # 404 for another user's, before the body is read
    await context.db.read(profiles.get, user.id, profile_id)
    body = await read_body(request, ProfileChangesIn)
    present = await context.db.read(profiles.get, user.id, profile_id)
    draft = Draft(
        present.name if body.name is None else body.name,
        options.from_profile(present.profile) if body.options is None else body.options,
        present.profile.plugins if body.plugins is None else body.plugins,
        body.confirm_finds_nothing,
        present.profile.python if body.python is None else body.python,
    )
    name, profile = await profiles.try_out(context.linter, draft, user.id)
    changed = await context.db.run(profiles.change, user.id, present, name, profile)
    return json_response(present_profile(changed))


async def delete_profile(request: Request, profile_id: str) -> HTTPResponse:
    user = await get_user(request)
    await context_of(request).db.run(profiles.remove, user.id, profile_id)
    return empty_response()


async def _respond_with_all(context: Context, user_id: str) -> HTTPResponse:
    listed, default = await context.db.read(profiles.list_all, user_id)
    tools = await context.linter.wait_for_tools()
    return json_response(
        ProfilesOut(
            profiles=[present_profile(profile) for profile in listed],
            default=default,
            options=[OptionOut.model_validate(option) for option in options.OPTIONS.values()],
            plugins=plugins.versions(),
            pythons=[
                PythonOut(version=version, full_version=tool.python)
                for version, tool in tools.by_python.items()
            ],
            newest_python=tools.newest,
        )
    )


MOST_BYTES = 64 * 1024
# JSON may escape each byte as six (``\u0000``)
_CONFIGURATION_BYTES = 6 * MOST_BYTES + 1024
_PROFILE = "/profiles/<profile_id:str>"
ROUTES = (
    Route(
        "GET", "/profiles", list_profiles, "List profiles, and all options and plugins", {200: ProfilesOut}
    ),
    Route(
        "PATCH",
        "/profiles",
        set_default_profile,
        "Choose your default profile",
        {200: ProfilesOut},
        (ProblemCode.NOT_FOUND,),
        body=DefaultProfileIn,
    ),
    Route("POST", "/profiles", add_profile, "Create a profile", {201: ProfileOut}, body=ProfileIn),
    Route(
        "POST",
        "/profiles/read",
        read_configuration,
        "Parse a flake8 configuration into accepted and refused options; nothing is stored",
        {200: ConfigurationOut},
        body=ConfigurationIn,
    ),
    Route("GET", _PROFILE, show_profile, "Show a profile", {200: ProfileOut}),
    Route(
        "PATCH",
        _PROFILE,
        change_profile,
        "Change one of your profiles; existing checks stay",
        {200: ProfileOut},
        body=ProfileChangesIn,
    ),
    Route(
        "DELETE",
        _PROFILE,
        delete_profile,
        "Delete one of your profiles; its files use your default profile",
        {204: None},
        (ProblemCode.INVALID,),
    ),
)
