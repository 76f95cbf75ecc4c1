"""Our own routes beside Streamlit's, and what an error in them looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.bootstrap import Services
from coach.errors import InvalidInput, NotFound, NotSignedIn, UserError
from coach.web.account import AccountPages
from coach.web.account_links import NewPasswordPages, WelcomePages
from coach.web.assets import Assets
from coach.web.calendar_feed import CalendarPages
from coach.web.export import ExportPages
from coach.web.health import HealthPages
from coach.web.invitations import InvitationPages
from coach.web.mail_off import MailOffPages
from coach.web.pages_html import PageDrawer
from coach.web.password_work import PasswordWork
from coach.web.repertoire_import import RepertoireImportPages
from coach.web.sign_in import SignInPages


def routes(services: Callable[[], Services]) -> list[Route]:
    """Return the routes; `services` is asked at every request, for the app starts later."""
    drawer, passwords = PageDrawer(), PasswordWork()
    sign_in = SignInPages(services, drawer, passwords)
    account = AccountPages(services, drawer, passwords)
    invitation = InvitationPages(services, drawer, passwords)
    welcome = WelcomePages(services, drawer, passwords)
    new_password = NewPasswordPages(services, drawer, passwords)
    export = ExportPages(services, drawer)
    repertoire = RepertoireImportPages(services, drawer)
    mail_off = MailOffPages(services, drawer)
    calendar = CalendarPages(services)
    health = HealthPages(services)
    return [
        Route("/sign-in", sign_in.show, methods=["GET"]),
        Route("/sign-in", sign_in.sign_in, methods=["POST"]),
        Route("/sign-out", sign_in.sign_out, methods=["POST"]),
        Route("/account", account.show, methods=["GET"]),
        Route("/account", account.change, methods=["POST"]),
        Route("/invitation/{token}", invitation.show, methods=["GET"]),
        Route("/invitation/{token}", invitation.accept, methods=["POST"]),
        Route("/welcome/{token}", welcome.show, methods=["GET"]),
        Route("/welcome/{token}", welcome.accept, methods=["POST"]),
        Route("/new-password/{token}", new_password.show, methods=["GET"]),
        Route("/new-password/{token}", new_password.accept, methods=["POST"]),
        Route("/export/journal.md", export.markdown, methods=["GET"]),
        Route("/export/journal.json", export.json, methods=["GET"]),
        *(
            Route(f"/export/agenda.{ending}", export.agenda, methods=["GET"])
            for ending in ("md", "docx", "pdf")
        ),
        *(
            Route(f"/export/repertoire.{ending}", export.repertoire, methods=["GET"])
            for ending in ("md", "docx", "json")
        ),
        *(
            Route(f"/export/themes.{ending}", export.themes, methods=["GET"])
            for ending in ("md", "docx", "pdf")
        ),
        Route("/repertoire/import", repertoire.show, methods=["GET"]),
        Route("/repertoire/import", repertoire.take_in, methods=["POST"]),
        *(
            Route(f"/export/totals.{ending}", export.totals, methods=["GET"])
            for ending in ("md", "csv")
        ),
        Route("/export/audit.csv", export.audit, methods=["GET"]),
        Route("/mail/off/{token}", mail_off.show, methods=["GET"]),
        Route("/mail/off/{token}", mail_off.stop, methods=["POST"]),
        Route("/calendar/{token}.ics", calendar.file, methods=["GET"]),
        Route("/healthz", health.live, methods=["GET"]),
        Route("/readyz", health.ready, methods=["GET"]),
        Route("/assets/{name}", Assets().serve, methods=["GET"]),
    ]


def exception_handlers(
    services: Callable[[], Services],
) -> Mapping[Any, Callable[[Request, Exception], Response]]:
    """Return how an error that a route lets through is answered: one sentence, one way on."""
    drawer = PageDrawer()

    def refuse(request: Request, error: Exception) -> Response:
        if isinstance(error, NotSignedIn):
            return RedirectResponse("/sign-in", 303)
        return drawer.notice(
            request,
            settings=services().settings,
            status=_STATUS.get(type(error), 400),
            title="That did not work",
            sentence=str(error),
        )

    return {UserError: refuse}


_STATUS: Mapping[type[Exception], int] = {InvalidInput: 400, NotFound: 404}
