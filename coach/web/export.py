"""A member's own copy of everything, as a file to keep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from coach.bootstrap import Services
from coach.services.journal import JournalExport
from coach.web.origin import is_same_origin
from coach.web.pages_html import PageDrawer

_ELSEWHERE: Final = "Another site asked for this file: please download it from your journal."


class ExportPages:
    """GET /export/journal.md and /export/journal.json, always those of who is signed in.

    They are routes of ours because Streamlit would keep the file under an address that opens for
    everybody who knows it. The gate lets nobody here without a session and forbids keeping a copy.
    """

    def __init__(self, services: Callable[[], Services], drawer: PageDrawer) -> None:
        self._services = services
        self._drawer = drawer

    async def markdown(self, request: Request) -> Response:
        """Send the export for reading."""
        return await self._send(request, "md", "text/markdown", lambda e: e.markdown)

    async def json(self, request: Request) -> Response:
        """Send the export for a program."""
        return await self._send(request, "json", "application/json", lambda e: e.json)

    async def _send(
        self, request: Request, ending: str, kind: str, part: Callable[[JournalExport], str]
    ) -> Response:
        services = self._services()
        if not is_same_origin(request.headers, services.settings.public_url):
            return self._drawer.notice(
                request,
                settings=services.settings,
                status=403,
                title="Nothing was downloaded",
                sentence=_ELSEWHERE,
                onward="/journal",
                onward_label="To my journal",
            )
        made = await run_in_threadpool(services.journal.export, request.state.actor)
        name = f"repertoire-{datetime.now(UTC):%Y-%m-%d}.{ending}"
        return Response(
            part(made),
            media_type=kind,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
