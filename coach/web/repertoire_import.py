"""Taking another group's repertoire in, from a file: a page of our own.

Streamlit's upload is for admins alone; this one takes a single small file and keeps none.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from coach.bootstrap import Services
from coach.domain.repertoire_file import MOST_BYTES
from coach.errors import InvalidInput, NotFound
from coach.services.repertoire_import import ImportReport
from coach.web.file_form import read_file_form
from coach.web.forms import check_token
from coach.web.pages_html import PageDrawer


class RepertoireImportPages:
    """GET and POST /repertoire/import?group=ID, for whoever leads the group."""

    def __init__(self, services: Callable[[], Services], drawer: PageDrawer) -> None:
        self._services = services
        self._drawer = drawer

    async def show(self, request: Request) -> Response:
        """Show what is taken in, and the form."""
        return await self._form(request)

    async def take_in(self, request: Request) -> Response:
        """Take the file in, and say what became of each item that was not taken."""
        services, group_id = self._services(), request.query_params.get("group", "")
        try:
            fields, content = await read_file_form(request, "file", most_bytes=MOST_BYTES)
            check_token(request, fields)
            take_in = services.repertoire_import.take_in
            report = await run_in_threadpool(take_in, request.state.actor, group_id, content)
        except InvalidInput as error:
            return await self._form(request, error=str(error))
        except NotFound:
            return self._gone(request)
        return await self._form(request, report=report)

    async def _form(
        self, request: Request, *, report: ImportReport | None = None, error: str = ""
    ) -> Response:
        services, group_id = self._services(), request.query_params.get("group", "")
        try:
            await run_in_threadpool(
                services.repertoire_import.imported, request.state.actor, group_id
            )
        except NotFound:
            return self._gone(request)
        return self._drawer.draw(
            request,
            "repertoire_import.html",
            settings=services.settings,
            status=400 if error else 200,
            errors={"form": error} if error else {},
            group_id=group_id,
            report=report,
        )

    def _gone(self, request: Request) -> Response:
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=404,
            title="There is nothing here for you",
            sentence="Whoever leads a group takes a repertoire in for it.",
            onward="/group",
            onward_label="To my group",
        )
