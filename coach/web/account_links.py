"""What a link leads to that an admin has made: a new account, or a new password."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response

from coach.errors import NotFound
from coach.web.cookies import clear_session
from coach.web.link_pages import LinkPages, token_of
from coach.web.sign_in import signed_in, visitor_address

_HAVE_ONE: Final = "You are signed in as {name}, so you need no new account. The link still works."


class _AccountLinkPages(LinkPages):
    """Pages of links that an admin makes, each for one purpose."""

    thing = "link"
    purpose: ClassVar[str]

    def _link(self, token: str) -> tuple[object, str]:
        link = self._services().account_links.view(token)
        if link.purpose != self.purpose:
            raise NotFound
        return link, link.email


class WelcomePages(_AccountLinkPages):
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
            token_of(request),
            name=fields.get("name", ""),
            email=fields.get("email", ""),
            password=fields.get("password", ""),
            address=visitor_address(request),
            user_agent=request.headers.get("user-agent", ""),
        )
        return await signed_in(request, services, await self._passwords.run(accept), "/")


class NewPasswordPages(_AccountLinkPages):
    """GET and POST /new-password/{token}: a new password for an account that there is."""

    purpose = "password"
    template = "new_password.html"

    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        services = self._services()
        set_password = partial(
            services.account_links.set_password, token_of(request), fields.get("password", "")
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
