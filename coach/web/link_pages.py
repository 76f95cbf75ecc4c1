"""What pages behind a link have in common: the form of the link, its use, and that it is gone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from coach.bootstrap import Services
from coach.errors import InvalidInput, NotFound
from coach.web.forms import check_token, read_form
from coach.web.pages_html import PASSWORD_HINT, PageDrawer, beside
from coach.web.password_work import PasswordWork
from coach.web.plain_text import paragraphs

_FIELDS: Final = {"password": "password", "e-mail": "email", "name": "name"}


class LinkPages(ABC):
    """GET and POST of an address that ends with a token. Opening a link does not use it up.

    `template` is drawn with the link as `link` and its token as `link_token`; `thing`: what people
    call it.
    """

    template: ClassVar[str]
    thing: ClassVar[str]

    def __init__(
        self, services: Callable[[], Services], drawer: PageDrawer, passwords: PasswordWork
    ) -> None:
        self._services = services
        self._drawer = drawer
        self._passwords = passwords

    async def show(self, request: Request) -> Response:
        """Show who sent the link, and the form."""
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
    def _link(self, token: str) -> tuple[object, str]:
        """Return the link and the e-mail address that it is for. NotFound for none."""

    @abstractmethod
    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Use the link, and return the way on."""

    async def _form(
        self, request: Request, *, fields: Mapping[str, str] | None = None, error: str = ""
    ) -> Response:
        services, typed, token = self._services(), fields or {}, token_of(request)
        try:
            link, email = await run_in_threadpool(self._link, token)
        except NotFound:
            return self._gone(request)
        return self._drawer.draw(
            request,
            self.template,
            settings=services.settings,
            status=400 if error else 200,
            errors=beside(error, _FIELDS),
            link=link,
            link_token=token,
            name=typed.get("name", ""),
            email=typed.get("email", email),
            password_hint=PASSWORD_HINT,
            privacy=paragraphs(services.texts.privacy_notice()),
        )

    def _gone(self, request: Request) -> Response:
        return self._drawer.notice(
            request,
            settings=self._services().settings,
            status=404,
            title=f"This {self.thing} is gone",
            sentence=(
                f"This {self.thing} has been used or has expired: ask the person who sent it for "
                "a new one."
            ),
        )


def token_of(request: Request) -> str:
    """Return the token that the address ends with."""
    token: str = request.path_params["token"]
    return token
