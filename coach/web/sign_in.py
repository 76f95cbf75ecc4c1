"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from coach.bootstrap import Services
from coach.errors import InvalidInput, TooManyAttempts
from coach.services.sessions import SessionGrant
from coach.web.cookies import SESSION_COOKIE, clear_session, read_cookie, set_session
from coach.web.forms import check_token, read_form, safe_next
from coach.web.pages_html import PageDrawer
from coach.web.password_work import PasswordWork


def visitor_address(request: Request) -> str:
    """Return the address that wrong passwords count for: the peer, or a trusted proxy's word.

    Of an IPv6 address only the network counts: whoever has one address has all of them.
    """
    host = request.client.host if request.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        network = IPv6Network((int(address), 64), strict=False)
        return str(address.ipv4_mapped or network)
    return str(address)


async def signed_in(
    request: Request, services: Services, grant: SessionGrant, where: str
) -> Response:
    """Return the way on after signing in, and end the session that the browser had before."""
    earlier = read_cookie(request.headers, SESSION_COOKIE)
    if earlier:
        await run_in_threadpool(services.accounts.sign_out, earlier)
    response = RedirectResponse(where, 303)
    set_session(response, grant.token, grant.expires_at, services.settings)
    return response


class _Refused(Exception):
    """Why the form comes back: the sentence, the field it stands beside, and the HTTP status."""

    def __init__(self, field: str, sentence: str, status: int, retry_after_s: int = 0) -> None:
        super().__init__(sentence)
        self.field = field
        self.status = status
        self.retry_after_s = retry_after_s


class SignInPages:
    """GET and POST /sign-in, POST /sign-out."""

    def __init__(
        self, services: Callable[[], Services], drawer: PageDrawer, passwords: PasswordWork
    ) -> None:
        self._services = services
        self._drawer = drawer
        self._passwords = passwords

    async def show(self, request: Request) -> Response:
        """Show the form, or pass on whoever is signed in already."""
        where = safe_next(request.query_params.get("next", "/"))
        if request.state.actor is not None:
            return RedirectResponse(where, 303)
        return self._form(request, where=where)

    async def sign_in(self, request: Request) -> Response:
        """Check the password and hand out a new session."""
        services = self._services()
        fields = await read_form(request)
        where = safe_next(fields.get("next", "/"))
        try:
            grant = await self._grant(request, services, fields)
        except _Refused as refused:
            return self._form(request, where=where, fields=fields, refused=refused)
        return await signed_in(request, services, grant, where)

    async def sign_out(self, request: Request) -> Response:
        """End this browser's session."""
        services = self._services()
        fields = await read_form(request)
        check_token(request, fields)
        await run_in_threadpool(
            services.accounts.sign_out, read_cookie(request.headers, SESSION_COOKIE)
        )
        where = safe_next(fields["next"]) if "next" in fields else "/sign-in"
        response = RedirectResponse(where, 303)
        clear_session(response, services.settings)
        # Words that were typed but not sent lie in the tab's storage: the next person must not see.
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    async def _grant(
        self, request: Request, services: Services, fields: Mapping[str, str]
    ) -> SessionGrant:
        """Return a session for the typed e-mail and password, or raise _Refused."""
        try:
            check_token(request, fields)
        except InvalidInput as error:
            raise _Refused("form", str(error), 403) from error
        email, password = fields.get("email", "").strip(), fields.get("password", "")
        if not email:
            raise _Refused("email", "Type your e-mail address.", 400)
        if not password:
            raise _Refused("password", "Type your password.", 400)
        sign_in = partial(
            services.accounts.sign_in,
            email=email,
            password=password,
            address=visitor_address(request),
            user_agent=request.headers.get("user-agent", ""),
        )
        try:
            return await self._passwords.run(sign_in)
        except TooManyAttempts as error:
            raise _Refused("password", str(error), 429, error.retry_after_s) from error
        except InvalidInput as error:
            raise _Refused("password", str(error), 400) from error

    def _form(
        self,
        request: Request,
        *,
        where: str,
        fields: Mapping[str, str] | None = None,
        refused: _Refused | None = None,
    ) -> Response:
        response = self._drawer.draw(
            request,
            "sign_in.html",
            settings=self._services().settings,
            status=refused.status if refused else 200,
            errors={refused.field: str(refused)} if refused else None,
            email=(fields or {}).get("email", ""),
            next=where,
        )
        if refused and refused.retry_after_s:
            response.headers["Retry-After"] = str(refused.retry_after_s)
        return response
