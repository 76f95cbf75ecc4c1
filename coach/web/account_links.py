"""What a link leads to that an admin has made: a new account, or a new password."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from coach.bootstrap import Services
from coach.errors import InvalidInput, NotFound
from coach.web.cookies import clear_session
from coach.web.forms import check_token, read_form
from coach.web.pages_html import PASSWORD_HINT, PageDrawer, beside
from coach.web.password_work import PasswordWork
from coach.web.plain_text import paragraphs
from coach.web.sign_in import signed_in, visitor_address

_GONE: Final = "This link has been used or has expired: ask the person who sent it for a new one."
_HAVE_ONE: Final = "You are signed in as {name}, so you need no new account. The link still works."
_FIELDS: Final = {"password": "password", "e-mail": "email", "name": "name"}


class _LinkPages(ABC):
    """What both pages do: show the form of a link, and say when it is gone."""

    purpose: ClassVar[str]
    template: ClassVar[str]

    def __init__(
        self, services: Callable[[], Services], drawer: PageDrawer, passwords: PasswordWork
    ) -> None:
        self._services = services
        self._drawer = drawer
        self._passwords = passwords

    async def show(self, request: Request) -> Response:
        """Show the form; opening a link does not use it up."""
        return await self._form(request)

    async def accept(self, request: Request) -> Response:
        """Do what the link is for; it is used up then."""
        fields = await read_form(request)
        try:
            check_token(request, fields)
            return await self._accept(request, fields)
        except InvalidInput as error:
            return await self._form(request, fields=fields, error=str(error))
        except NotFound:
            return self._gone(request)

    @abstractmethod
    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Use the link, and return the way on."""

    async def _form(
        self, request: Request, *, fields: Mapping[str, str] | None = None, error: str = ""
    ) -> Response:
        services, typed = self._services(), fields or {}
        try:
            link = await run_in_threadpool(services.account_links.view, _token(request))
        except NotFound:
            return self._gone(request)
        if link.purpose != self.purpose:
            return self._gone(request)
        return self._drawer.draw(
            request,
            self.template,
            settings=services.settings,
            status=400 if error else 200,
            errors=beside(error, _FIELDS),
            link=link,
            link_token=_token(request),
            name=typed.get("name", ""),
            email=typed.get("email", link.email),
            password_hint=PASSWORD_HINT,
            privacy=paragraphs(services.texts.privacy_notice()),
        )

    def _gone(self, request: Request) -> Response:
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=404,
            title="This link is gone",
            sentence=_GONE,
        )


class WelcomePages(_LinkPages):
    """GET and POST /welcome/{token}: an account in no group."""

    purpose = "invitation"
    template = "welcome.html"

    async def show(self, request: Request) -> Response:
        """Show who invites, the privacy notice and the form."""
        actor = request.state.actor
        if actor is None:
            return await self._form(request)
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=200,
            title="You have an account",
            sentence=_HAVE_ONE.format(name=actor.name),
        )

    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        services = self._services()
        accept = partial(
            services.account_links.accept,
            _token(request),
            name=fields.get("name", ""),
            email=fields.get("email", ""),
            password=fields.get("password", ""),
            address=visitor_address(request),
            user_agent=request.headers.get("user-agent", ""),
        )
        return await signed_in(request, services, await self._passwords.run(accept), "/")


class NewPasswordPages(_LinkPages):
    """GET and POST /new-password/{token}: a new password for an account that there is."""

    purpose = "password"
    template = "new_password.html"

    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        services = self._services()
        set_password = partial(
            services.account_links.set_password, _token(request), fields.get("password", "")
        )
        person = await self._passwords.run(set_password)
        response = self._drawer.notice(
            request,
            settings=services.settings,
            status=200,
            title="Your new password is set",
            sentence="You are signed out everywhere: sign in with it.",
            onward="/sign-in",
            onward_label="Sign in",
        )
        actor = request.state.actor
        if actor is not None and actor.person_id == person.id:
            clear_session(response, services.settings)
        return response


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token
