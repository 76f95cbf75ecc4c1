"""A member's calendar at an address that nobody can guess; calendars come without a cookie."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from coach.bootstrap import Services
from coach.errors import NotFound


class CalendarPages:
    """GET /calendar/{token}.ics."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services

    async def file(self, request: Request) -> Response:
        """Send the calendar; 404 for an address that was made anew or taken back."""
        feed, token = self._services().calendar_feed, request.path_params["token"]
        try:
            data = await run_in_threadpool(feed.file, token)
        except NotFound:
            return PlainTextResponse("There is no calendar here.", 404)
        return Response(data, media_type="text/calendar")
