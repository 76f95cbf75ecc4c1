"""Accepting an invitation into a group, with a new account or the present one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coach.web.link_pages import LinkPages, token_of
from coach.web.sign_in import signed_in, visitor_address


class InvitationPages(LinkPages):
    """GET and POST /invitation/{token}: an account if there is none yet, and a membership."""

    template = "invitation.html"
    thing = "invitation"

    def _link(self, token: str) -> tuple[object, str]:
        invitation = self._services().accounts.invitation(token)
        return invitation, invitation.email

    async def _accept(self, request: Request, fields: Mapping[str, str]) -> Response:
        services, token = self._services(), token_of(request)
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
