"""A member's own account: password and sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.errors import InvalidInput, TooManyAttempts
from coach.services.sessions import SessionView
from coach.web.cookies import clear_session
from coach.web.devices import device_name
from coach.web.forms import check_token, read_form
from coach.web.pages_html import PASSWORD_HINT, PageDrawer, beside
from coach.web.password_work import PasswordWork

_DONE: Final = {"password": "Your password is changed, and every other device is signed out."}


class AccountPages:
    """GET and POST /account; the gate lets nobody here without a session."""

    def __init__(
        self, services: Callable[[], Services], drawer: PageDrawer, passwords: PasswordWork
    ) -> None:
        self._services = services
        self._drawer = drawer
        self._passwords = passwords

    async def show(self, request: Request) -> Response:
        """Show the account, and what was just done to it."""
        return await self._page(request, done=_DONE.get(request.query_params.get("done", ""), ""))

    async def change(self, request: Request) -> Response:
        """Change the password, or sign out everywhere."""
        fields = await read_form(request)
        check_token(request, fields)
        if fields.get("action") == "everywhere":
            return await self._sign_out_everywhere(request.state.actor)
        try:
            await self._change_password(request.state.actor, fields)
        except InvalidInput as error:
            return await self._page(request, error=str(error), status=400)
        except TooManyAttempts as error:
            response = await self._page(request, error=str(error), status=429)
            response.headers["Retry-After"] = str(error.retry_after_s)
            return response
        return RedirectResponse("/account?done=password", 303)

    async def _sign_out_everywhere(self, actor: Actor) -> Response:
        services = self._services()
        await run_in_threadpool(services.accounts.sign_out_everywhere, actor)
        response = RedirectResponse("/sign-in", 303)
        clear_session(response, services.settings)
        return response

    async def _change_password(self, actor: Actor, fields: Mapping[str, str]) -> None:
        change = partial(
            self._services().accounts.change_password,
            actor,
            old=fields.get("old", ""),
            new=fields.get("new", ""),
        )
        await self._passwords.run(change)

    async def _page(
        self, request: Request, *, error: str = "", done: str = "", status: int = 200
    ) -> Response:
        services, actor = self._services(), request.state.actor
        sessions = await run_in_threadpool(services.accounts.sessions, actor)
        replaced = await run_in_threadpool(services.account_links.password_replaced, actor)
        return self._drawer.draw(
            request,
            "account.html",
            settings=services.settings,
            status=status,
            errors=beside(error, {"present": "old", "wrong password": "old", "password": "new"}),
            sessions=[_row(session) for session in sessions],
            replaced=replaced.strftime("%-d %B %Y") if replaced else "",
            done=done,
            password_hint=PASSWORD_HINT,
        )


def _row(session: SessionView) -> dict[str, object]:
    return {
        "device": device_name(session.user_agent),
        "since": session.created_at.strftime("%-d %B %Y"),
        "last_seen": session.last_seen_at.strftime("%-d %B, %H:%M UTC"),
        "current": session.current,
    }
