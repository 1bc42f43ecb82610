"""What users choose for themselves, and for single files."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import Change, ProblemCode
from lintbox.services import emails, files, preferences
from lintbox.services.preferences import Changes
from lintbox.web.context import context_of, get_user
from lintbox.web.routes import Route, json_response, read_body
from lintbox.web.schemas.files import FileOut, present_file
from lintbox.web.schemas.preferences import FileResultMailIn, PreferencesIn, PreferencesOut


async def show_preferences(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    chosen = await context.db.read(preferences.get, context.settings, user.id)
    return json_response(PreferencesOut.model_validate(chosen))


async def change_preferences(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    body = await read_body(request, PreferencesIn)
    name = body.display_name or ("" if "display_name" in body.model_fields_set else None)
    changes = Changes(body.result_mail, body.default_profile, name)
    chosen = await context.db.run(preferences.change, context.settings, user.id, changes)
    return json_response(PreferencesOut.model_validate(chosen))


async def set_file_result_mail(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.read(files.get, user.id, file_id)  # 404 for another user's, before the body is read
    body = await read_body(request, FileResultMailIn)
    await context.db.run_to_end(preferences.choose_for_file, user.id, file_id, body.result_mail)
    context.events.publish(user.id, file_id, Change.UPDATED)
    return await context.db.read(lambda: json_response(present_file(files.get(user.id, file_id))))


async def send_result_again(request: Request, file_id: str, check_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.run_to_end(
        emails.send_again,
        context.settings,
        context.link_builder,
        user.id,
        file_id,
        check_id,
        context.clock(),
    )
    context.emails_queued.set()
    context.events.publish(user.id, file_id, Change.UPDATED)
    return await context.db.read(lambda: json_response(present_file(files.get(user.id, file_id))))


_FILE = "/files/<file_id:str>"
_MINE = "/users/me/preferences"
ROUTES = (
    Route("GET", _MINE, show_preferences, "Show your preferences", {200: PreferencesOut}),
    Route(
        "PATCH",
        _MINE,
        change_preferences,
        "Change your preferences",
        {200: PreferencesOut},
        body=PreferencesIn,
    ),
    Route(
        "PUT",
        f"{_FILE}/result-mail",
        set_file_result_mail,
        "Choose when emails are sent about this file; null for your choice for all files",
        {200: FileOut},
        body=FileResultMailIn,
    ),
    Route(
        "POST",
        f"{_FILE}/checks/<check_id:str>/email",
        send_result_again,
        "Send the email of a check again after it was refused",
        {200: FileOut},
        (ProblemCode.NOT_FAILED,),
    ),
)
