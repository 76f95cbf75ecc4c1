"""The gate: nothing but the sign-in pages answers without a live session, sockets included."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.errors import NotSignedIn
from coach.web.cookies import SESSION_COOKIE, prolonging, read_cookie
from coach.web.headers import hardened, security_headers, with_identity
from coach.web.origin import is_same_origin
from coach.web.sockets import CROSS_SITE, SESSION_ENDED, WatchedSocket, refuse

# Our own pages for visitors, whole paths only. Streamlit's bundle is not among them: nobody needs
# it before signing in, and the browser sends the cookie with it.
_PUBLIC: Final = re.compile(
    r"/(sign-in|healthz|readyz|(invitation|welcome|new-password)/[A-Za-z0-9_-]{1,200}"
    r"|assets/[a-z_-]+\.(css|svg|woff2)"
    r"|mail/off/[a-z0-9-]{1,200}|calendar/[A-Za-z0-9_-]{43}\.ics)"
)
_ONE_CLICK: Final = re.compile(r"/mail/off/[a-z0-9-]{1,200}")
"""Mail programs post there by themselves (RFC 8058): the token is all that counts, no cookie."""
_NOBODYS: Final = ("/assets/", "/healthz", "/readyz")
"""Answered alike for everybody, also while the database is away."""
_CACHEABLE: Final = ("/assets/", "/static/")
_NOT_PAGES: Final = ("/_stcore/", "/media/", "/component/", "/static/", "/assets/", "/export/")
_UPLOADS: Final = "/upload_file"
"""Streamlit keeps what is put there in memory, for any of its sessions, whatever page is open."""
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


class Gate:
    """ASGI middleware before everything else.

    It finds the actor of the session cookie, sets the identity header that feeds `st.user` (and
    removes every copy from outside), refuses cross-site posts and sockets, and adds the security
    headers. Inner apps find `actor` (or None) in the request's state.
    """

    def __init__(self, app: ASGIApp, *, services: Callable[[], Services], csp: str) -> None:
        self._app = app
        self._services = services
        self._csp = csp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        path = scope["path"]
        settings = self._services().settings
        defaults = security_headers(self._csp, https=settings.secure_cookie)
        send = hardened(send, defaults, private=not path.startswith(_CACHEABLE))
        if _is_stranger(scope, headers, settings.public_url):
            stranger = JSONResponse({"error": "This request came from another site."}, 403)
            await stranger(scope, receive, send)
            return
        actor = None if path.startswith(_NOBODYS) else await self._actor(_token(headers))
        refusal = _refusal(scope, headers, actor)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        if actor is not None and _asks_for_page(scope, headers):
            send = await self._prolonging(send, actor, _token(headers))
        await self._app(_admitted(scope, actor), receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not is_same_origin(headers, self._services().settings.public_url):
            await refuse(receive, send, CROSS_SITE)
            return
        token = _token(headers)
        actor = await self._actor(token)
        if actor is None:
            await refuse(receive, send, SESSION_ENDED)
            return
        socket = WatchedSocket(receive, send, lambda: self._actor(token))
        await self._app(_admitted(scope, actor), socket.receive, socket.send)

    async def _prolonging(self, send: Send, actor: Actor, token: str) -> Send:
        """Let the cookie live as long as the session, whose end moves with every use."""
        services = self._services()
        end = await to_thread.run_sync(services.accounts.moved_end, actor)
        return send if end is None else prolonging(send, token, end, services.settings)

    async def _actor(self, token: str) -> Actor | None:
        if not token:
            return None
        try:
            return await to_thread.run_sync(self._services().accounts.actor_for_token, token)
        except NotSignedIn:
            return None


def _is_stranger(scope: Scope, headers: Headers, public_url: str) -> bool:
    """Return whether another site wants something changed in the visitor's name."""
    if scope["method"] in _SAFE_METHODS or _ONE_CLICK.fullmatch(scope["path"]):
        return False
    return not is_same_origin(headers, public_url)


def _token(headers: Headers) -> str:
    return read_cookie(headers, SESSION_COOKIE)


def _admitted(scope: Scope, actor: Actor | None) -> Scope:
    """Return the scope that the inner app sees: identity from the session alone."""
    headers = with_identity(scope["headers"], actor.session_id if actor else None)
    return {**scope, "headers": headers, "state": {**scope.get("state", {}), "actor": actor}}


def _asks_for_page(scope: Scope, headers: Headers) -> bool:
    """Return whether a browser loads a page, not one of its parts, and changes nothing."""
    wants_html = "text/html" in headers.get("accept", "")
    is_part = scope["path"].startswith(_NOT_PAGES)
    return scope["method"] in _SAFE_METHODS and wants_html and not is_part


def _refusal(scope: Scope, headers: Headers, actor: Actor | None) -> Response | None:
    """Return what is answered instead of going further in, or None for whoever may."""
    path = scope["path"]
    if actor is None:
        return None if _PUBLIC.fullmatch(path) else _sign_in_first(scope, headers)
    if _UPLOADS in path and not actor.is_admin:
        return JSONResponse({"error": "Only an admin can upload files."}, 403)
    return None


def _sign_in_first(scope: Scope, headers: Headers) -> Response:
    """Return the way to the sign-in page for a page, one sentence as JSON for anything else."""
    path = scope["path"]
    if not _asks_for_page(scope, headers):
        return JSONResponse({"error": "Please sign in."}, 401)
    query = scope.get("query_string", b"").decode("latin-1")
    here = f"{quote(path)}?{query}" if query else quote(path)
    where = "/sign-in" if here == "/" else f"/sign-in?next={quote(here, safe='/')}"
    return RedirectResponse(where, 303)
