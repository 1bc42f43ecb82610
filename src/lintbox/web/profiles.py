"""Profiles: what flake8 is told, under a name."""

from __future__ import annotations

import re

from sanic import HTTPResponse, Request

from lintbox.domain import Invalid, ProblemCode, Profile, User
from lintbox.lint.engine import emitted, options, plugins
from lintbox.services import profiles
from lintbox.services.profiles import Draft
from lintbox.web.context import Context, context_of, find_user
from lintbox.web.routes import READS_JSON, Route, give, give_nothing, read_body
from lintbox.web.schemas.profiles import (
    Configuration,
    DefaultProfile,
    OptionOut,
    ProfileIn,
    ProfileOut,
    ProfilesOut,
    ReadingOut,
    RefusedOptionOut,
    present_profile,
)


async def list_profiles(request: Request) -> HTTPResponse:
    user = await find_user(request)
    return await _give_all(context_of(request), user.id)


async def choose_default(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    body = await read_body(request, DefaultProfile)
    await context.db.run(profiles.choose_default, user.id, body.default)
    return await _give_all(context, user.id)


async def add_profile(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    name, profile = await _read_draft(request, user)
    made = await context.db.run(profiles.add, user.id, name, profile, context.clock())
    return give(present_profile(made), 201)


async def read_configuration(request: Request) -> HTTPResponse:
    user = await find_user(request)
    body = await read_body(request, Configuration, _CONFIGURATION_BYTES)
    if (size := len(body.text.encode("utf-8", "replace"))) > MOST_BYTES:
        detail = (
            f"This has {size:,} bytes, and {MOST_BYTES:,} are the most. Paste the [flake8] section alone."
        )
        raise Invalid({"text": detail})
    reading = await context_of(request).linter.read_configuration(body.text, user.id)
    if reading.fault:
        raise Invalid({"text": reading.fault})
    codes = emitted.judge(reading.profile)
    return give(
        ReadingOut(
            options=options.read(reading.profile),
            plugins=list(reading.profile.plugins),
            reasons=dict(reading.plugins),
            refused=[RefusedOptionOut.model_validate(refusal) for refusal in reading.refused],
            unknown_codes=list(codes.unknown),
            finds_nothing=codes.nothing,
        )
    )


async def show_profile(request: Request, profile_id: str) -> HTTPResponse:
    user = await find_user(request)
    return give(present_profile(await context_of(request).db.read(profiles.get, user.id, profile_id)))


async def change_profile(request: Request, profile_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    await context.db.read(profiles.get, user.id, profile_id)  # somebody else's: 404 before anything is read
    name, profile = await _read_draft(request, user)
    changed = await context.db.run(profiles.change, user.id, profile_id, name, profile)
    return give(present_profile(changed))


async def delete_profile(request: Request, profile_id: str) -> HTTPResponse:
    user = await find_user(request)
    await context_of(request).db.run(profiles.remove, user.id, profile_id)
    return give_nothing()


async def _give_all(context: Context, user_id: str) -> HTTPResponse:
    listed, default = await context.db.read(profiles.list_all, user_id)
    return give(
        ProfilesOut(
            profiles=[present_profile(profile) for profile in listed],
            default=default,
            options=[OptionOut.model_validate(option) for option in options.OPTIONS.values()],
            plugins=plugins.versions(),
        )
    )


async def _read_draft(request: Request, user: User) -> tuple[str, Profile]:
    """Judge the form by our rules, and then by flake8 itself.

    Raises:
        Invalid
    """
    body = await read_body(request, ProfileIn)
    name, profile = profiles.judge(Draft(body.name, body.options, body.plugins, body.confirm_finds_nothing))
    refusal = await context_of(request).linter.find_refusal(profile, user.id)
    if refusal:
        named = re.search(r"argument --([a-z-]+)", refusal)
        raise Invalid({named[1] if named else "options": refusal})
    return name, profile


MOST_BYTES = 64 * 1024
# JSON may write each byte of a text as six
_CONFIGURATION_BYTES = 6 * MOST_BYTES + 1024
_PROFILE = "/profiles/<profile_id:str>"
_CHANGE = (*READS_JSON, ProblemCode.BUSY, ProblemCode.TOO_MANY)

ROUTES = (
    Route("GET", "/profiles", list_profiles, "Profiles, and what one can be made of", {200: ProfilesOut}),
    Route(
        "PATCH",
        "/profiles",
        choose_default,
        "Choose your default",
        {200: ProfilesOut},
        (*READS_JSON, ProblemCode.NOT_FOUND),
        body=DefaultProfile,
    ),
    Route("POST", "/profiles", add_profile, "Make a profile", {201: ProfileOut}, _CHANGE, body=ProfileIn),
    Route(
        "POST",
        "/profiles/read",
        read_configuration,
        "Read a configuration: what is kept, what is refused; nothing is stored",
        {200: ReadingOut},
        _CHANGE,
        body=Configuration,
    ),
    Route("GET", _PROFILE, show_profile, "A profile", {200: ProfileOut}, (ProblemCode.NOT_FOUND,)),
    Route(
        "PATCH",
        _PROFILE,
        change_profile,
        "Change a profile of your own; checks that were made stay",
        {200: ProfileOut},
        (*_CHANGE, ProblemCode.NOT_FOUND),
        body=ProfileIn,
    ),
    Route(
        "DELETE",
        _PROFILE,
        delete_profile,
        "Delete a profile of your own; files that had it get your default",
        {204: None},
        (ProblemCode.NOT_FOUND, ProblemCode.INVALID, ProblemCode.CROSS_ORIGIN),
    ),
)
