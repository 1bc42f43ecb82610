"""The server-sent events that tell a page which files to fetch again."""

from __future__ import annotations

from sanic import Request

from lintbox.domain import Change, NotSignedIn
from lintbox.web.budgets import hold_stream
from lintbox.web.context import context_of, get_user
from lintbox.web.routes import Route
from lintbox.web.schemas.files import FileChangeOut

HEARTBEAT_SECONDS = 15.0


async def stream_events(request: Request) -> None:
    context = context_of(request)
    user = await get_user(request)
    await hold_stream(request, user.id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    with context.events.subscribe(user.id) as subscription:
        await get_user(request)  # the session may have ended before the subscription began
        response = await request.respond(content_type="text/event-stream", headers=headers)
        await response.send("event: hello\ndata: {}\n\n")
        while not subscription.closed:
            changes = await subscription.take(HEARTBEAT_SECONDS)
            try:
                await get_user(request)  # the session may have ended meanwhile
            except NotSignedIn:
                break
            await response.send("".join(map(_format_event, changes.items())) or ": still here\n\n")


def _format_event(item: tuple[str, Change]) -> str:
    file_id, change = item
    return f"event: file\ndata: {FileChangeOut(id=file_id, change=change).model_dump_json()}\n\n"


ROUTES = (
    Route(
        "GET",
        "/events",
        stream_events,
        "Stream the changes of your files as server-sent events",
        {200: "text/event-stream"},
        event=FileChangeOut,
    ),
)
