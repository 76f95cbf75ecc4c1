"""Switching mails off from a mail, without signing in: the link is signed, and can do nothing else.

A GET changes nothing, for mail scanners open every link. A POST switches off, from our page or from
a mail program that does it in one click (RFC 8058), which sends neither a cookie nor an Origin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from coach.bootstrap import Services
from coach.domain.reminders import Stream
from coach.errors import InvalidInput, NotFound
from coach.web.forms import read_form
from coach.web.pages_html import PageDrawer

_NAMES: Final = {
    Stream.REMINDER: "this reminder",
    Stream.SESSIONS: "mails about sessions of your groups",
    Stream.DIGEST: "the weekly mail",
}


class MailOffPages:
    """GET and POST /mail/off/{token}."""

    def __init__(self, services: Callable[[], Services], drawer: PageDrawer) -> None:
        self._services = services
        self._drawer = drawer

    async def show(self, request: Request) -> Response:
        """Ask whether to switch off."""
        services, token = self._services(), request.path_params["token"]
        try:
            stream = services.rhythm.what_stops(token)
        except NotFound:
            return self._gone(request)
        return self._drawer.draw(
            request,
            "mail_off.html",
            settings=services.settings,
            what=_NAMES[stream],
            token=token,
        )

    async def stop(self, request: Request) -> Response:
        """Switch off, and say so."""
        services, token = self._services(), request.path_params["token"]
        try:
            everything = "everything" in await read_form(request)
        except InvalidInput:  # a mail program may send its one field in another way
            everything = False
        try:
            stream = await run_in_threadpool(services.rhythm.stop, token, everything=everything)
        except NotFound:
            return self._gone(request)
        what = "all mails from Repertoire to you" if everything else _NAMES[stream]
        return self._drawer.notice(
            request,
            settings=services.settings,
            status=200,
            title="It is off",
            sentence=f"You switched off {what}. You can switch it on again on your page.",
            onward="/rhythm",
            onward_label="My reminders",
        )

    def _gone(self, request: Request) -> Response:
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=404,
            title="This link leads nowhere",
            sentence="It is not whole: copy it from the mail again, or switch it off on your page.",
            onward="/rhythm",
            onward_label="My reminders",
        )
