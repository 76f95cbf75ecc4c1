"""A member's own copy of everything, as a file to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from coach.bootstrap import Services
from coach.errors import CoachError, InvalidInput, NotFound
from coach.services.audit import Sought
from coach.services.file_kind import FileKind
from coach.services.journal import JournalExport
from coach.services.totals_file import FILE_KINDS as SPONSOR_FILES
from coach.web.origin import is_same_origin
from coach.web.pages_html import PageDrawer

T = TypeVar("T")

_ELSEWHERE: Final = "Another site asked for this file: please download it from {place}."


class ExportPages:
    """GET /export/journal.md and .json, of who is signed in; what groups have; for admins more.

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

    async def agenda(self, request: Request) -> Response:
        """Send the agenda of a session: GET /export/agenda.{ending}?session=ID."""
        from coach.services.agenda_files import FILE_KINDS  # noqa: PLC0415 - see there

        service, session_id = self._services().group_sessions, _asked(request, "session")
        return await self._made(
            request,
            partial(service.export, request.state.actor, session_id),
            FILE_KINDS,
            lambda sheet: f"agenda-{sheet.held_on:%Y-%m-%d}",
        )

    async def themes(self, request: Request) -> Response:
        """Send a released report on themes: GET /export/themes.{ending}?report=ID."""
        from coach.services.theme_files import FILE_KINDS  # noqa: PLC0415 - see there

        service, report_id = self._services().theme_export, _asked(request, "report")
        return await self._made(
            request,
            partial(service.export, request.state.actor, report_id),
            FILE_KINDS,
            lambda sheet: f"themes-{sheet.released_on:%Y-%m-%d}-{sheet.number}",
        )

    async def repertoire(self, request: Request) -> Response:
        """Send a group's repertoire: GET /export/repertoire.{ending}?group=ID, &wide=1 for more."""
        from coach.services.repertoire_files import FILE_KINDS  # noqa: PLC0415 - see there

        service, group_id = self._services().repertoire_export, _asked(request, "group")
        wide = _asked(request, "wide") == "1"
        return await self._made(
            request,
            partial(service.export, request.state.actor, group_id, wide=wide),
            FILE_KINDS,
            lambda file: f"repertoire-{file.exported_on:%Y-%m-%d}",
            page="your group's page",
        )

    async def totals(self, request: Request) -> Response:
        """Send an admin what a sponsor may see: GET /export/totals.{ending}."""
        services, ending = self._services(), request.url.path.rpartition(".")[2]
        if not is_same_origin(request.headers, services.settings.public_url):
            return self._refused(request, 403, _ELSEWHERE.format(place="its page"))
        try:
            view = await run_in_threadpool(services.totals.export, request.state.actor)
        except CoachError as error:
            return self._refused(request, 404, str(error))
        kind, make = SPONSOR_FILES[ending]
        return _file(make(view), kind, f"totals-{view.totals.counted_at:%Y-%m-%d}.{ending}")

    async def audit(self, request: Request) -> Response:
        """Send rows of the audit trail to an admin: GET /export/audit.csv with what is sought."""
        services, query = self._services(), request.query_params
        if not is_same_origin(request.headers, services.settings.public_url):
            return self._refused(request, 403, _ELSEWHERE.format(place="its page"))
        try:
            sought = Sought(
                event=query.get("event", ""),
                person_id=query.get("person", ""),
                since=_moment(query.get("since", "")),
                until=_moment(query.get("until", "")),
            )
            made = await run_in_threadpool(services.audit.export, request.state.actor, sought)
        except CoachError as error:
            status = 404 if isinstance(error, NotFound) else 422
            return self._refused(request, status, str(error))
        # Without the mark at its beginning spreadsheets misread every name that is not English.
        name = f"audit-{datetime.now(UTC):%Y-%m-%d}.csv"
        return _file(made.encode("utf-8-sig"), "text/csv", name)

    async def _made(
        self,
        request: Request,
        export: Callable[[], T],
        kinds: Mapping[str, FileKind[T]],
        name: Callable[[T], str],
        *,
        page: str = "its page",
    ) -> Response:
        """Send what is exported as the kind of file that the address ends in."""
        ending = request.url.path.rpartition(".")[2]
        kind = kinds[ending]
        if not is_same_origin(request.headers, self._services().settings.public_url):
            return self._refused(request, 403, _ELSEWHERE.format(place=page))
        try:
            exported = await run_in_threadpool(export)
            made = await run_in_threadpool(kind.make, exported)
        except CoachError as error:
            status = 404 if isinstance(error, NotFound) else 422
            return self._refused(request, status, str(error))
        return _file(made, kind.media_type, f"{name(exported)}.{ending}")

    async def _send(
        self, request: Request, ending: str, kind: str, part: Callable[[JournalExport], str]
    ) -> Response:
        services = self._services()
        if not is_same_origin(request.headers, services.settings.public_url):
            return self._refused(request, 403, _ELSEWHERE.format(place="your journal"))
        made = await run_in_threadpool(services.journal.export, request.state.actor)
        return _file(part(made), kind, f"repertoire-{datetime.now(UTC):%Y-%m-%d}.{ending}")

    def _refused(self, request: Request, status: int, sentence: str) -> Response:
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=status,
            title="Nothing was downloaded",
            sentence=sentence,
            onward="/journal",
            onward_label="To my journal",
        )


def _asked(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _moment(typed: str) -> datetime | None:
    """Return a moment of an address; InvalidInput for anything else. Empty is none."""
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise InvalidInput("The address names no day: download the file from its page.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _file(content: str | bytes, kind: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=disposition)
