"""Accepting an invitation into a group, with a new account or the present one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coach.bootstrap import Services
from coach.errors import InvalidInput, NotFound
from coach.web.forms import check_token, read_form
from coach.web.pages_html import PASSWORD_HINT, PageDrawer, beside
from coach.web.password_work import PasswordWork
from coach.web.plain_text import paragraphs
from coach.web.sign_in import signed_in, visitor_address

_GONE: Final = (
    "This invitation has been used or has expired: ask the person who sent it for a new one."
)


class InvitationPages:
    """GET and POST /invitation/{token}."""

    def __init__(
        self, services: Callable[[], Services], drawer: PageDrawer, passwords: PasswordWork
    ) -> None:
        self._services = services
        self._drawer = drawer
        self._passwords = passwords

    async def show(self, request: Request) -> Response:
        """Show who invites to which group, and the form."""
        return await self._form(request)

    async def accept(self, request: Request) -> Response:
        """Create the account or add the membership; the link is used up then."""
        fields = await read_form(request)
        try:
            check_token(request, fields)
            return await self._accept(request, fields)
        except InvalidInput as error:
            return await self._form(request, fields=fields, error=str(error))
        except NotFound:
            return self._gone(request)

    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        services, token = self._services(), request.path_params["token"]
        actor = request.state.actor
        if actor is not None:
            await run_in_threadpool(services.accounts.join, actor, token)
            return RedirectResponse("/", 303)
        create = partial(
            services.accounts.accept_invitation,
            token,
            name=fields.get("name", ""),
            email=fields.get("email", ""),
            password=fields.get("password", ""),
            address=visitor_address(request),
            user_agent=request.headers.get("user-agent", ""),
        )
        return await signed_in(request, services, await self._passwords.run(create), "/")

    async def _form(
        self, request: Request, *, fields: Mapping[str, str] | None = None, error: str = ""
    ) -> Response:
        services, token = self._services(), request.path_params["token"]
        try:
            invitation = await run_in_threadpool(services.accounts.invitation, token)
        except NotFound:
            return self._gone(request)
        typed = fields or {}
        return self._drawer.draw(
            request,
            "invitation.html",
            settings=services.settings,
            status=400 if error else 200,
            errors=beside(error, {"password": "password", "e-mail": "email", "name": "name"}),
            invitation=invitation,
            invitation_token=token,
            name=typed.get("name", ""),
            email=typed.get("email", invitation.email),
            password_hint=PASSWORD_HINT,
            privacy=paragraphs(services.texts.privacy_notice()),
        )

    def _gone(self, request: Request) -> Response:
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=404,
            title="This invitation is gone",
            sentence=_GONE,
        )
