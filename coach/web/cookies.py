"""The two cookies of the app: the session, and the secret behind a form of an unknown visitor."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Message, Send

from coach.settings import Settings

SESSION_COOKIE: Final = "coach_session"
FORM_COOKIE: Final = "coach_form"
_MAX_LENGTH: Final = 256


def read_cookie(headers: Headers, name: str) -> str:
    """Return the cookie's value; empty when it is missing or cannot be one of ours."""
    value = cookie_parser("; ".join(headers.getlist("cookie"))).get(name, "")
    return value if len(value) <= _MAX_LENGTH and value.isascii() and value.isprintable() else ""


def set_session(response: Response, token: str, expires_at: datetime, settings: Settings) -> None:
    """Hand the session token to the browser, for as long as the session lives."""
    seconds = max(0, int((expires_at - datetime.now(UTC)).total_seconds()))
    _set(response, SESSION_COOKIE, token, settings, max_age=seconds)


def prolonging(send: Send, token: str, expires_at: datetime, settings: Settings) -> Send:
    """Wrap `send` so that the response tells the browser the end of the session that it has."""
    response = Response()
    set_session(response, token, expires_at, settings)

    async def send_prolonging(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            MutableHeaders(scope=message).append("set-cookie", response.headers["set-cookie"])
        await send(message)

    return send_prolonging


def clear_session(response: Response, settings: Settings) -> None:
    """Make the browser forget the session token."""
    _set(response, SESSION_COOKIE, "", settings, max_age=0)


def set_form_secret(response: Response, secret: str, settings: Settings) -> None:
    """Hand out the secret that the tokens of this visitor's forms are made from."""
    _set(response, FORM_COOKIE, secret, settings, max_age=None)


def new_form_secret() -> str:
    """Return a fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def _set(
    response: Response, name: str, value: str, settings: Settings, *, max_age: int | None
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=settings.secure_cookie,
        httponly=True,
        samesite="lax",
    )
