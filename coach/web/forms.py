"""Reading the forms of our own pages: a small body, a token of our own, a safe way on."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from anyio import fail_after
from starlette.requests import ClientDisconnect, Request

from coach.errors import InvalidInput
from coach.web.cookies import FORM_COOKIE, SESSION_COOKIE, new_form_secret, read_cookie

TOKEN_FIELD: Final = "form_token"  # noqa: S105 - a name, no secret
_MAX_BYTES: Final = 16 * 1024
_MAX_FIELDS: Final = 20
_LONGEST_S: Final = 10.0
"""Seconds that a whole form may take to arrive: a slower one would hold its connection for ever."""
_MAX_NEXT: Final = 512
_OWN_FORMS: Final = ("/sign-in", "/sign-out")


@dataclass(frozen=True, slots=True)
class FormKey:
    """The secret behind a visitor's form tokens; `fresh` when the browser does not have it yet."""

    secret: str
    fresh: bool = False

    @property
    def token(self) -> str:
        """The hidden field of every form: derived, so that the page never shows the secret."""
        return hmac.new(self.secret.encode("utf-8"), b"coach form", hashlib.sha256).hexdigest()


def form_key(request: Request) -> FormKey:
    """Return the key of this visitor: their live session's token, else a cookie of its own."""
    if getattr(request.state, "actor", None) is not None:
        return FormKey(read_cookie(request.headers, SESSION_COOKIE))
    secret = read_cookie(request.headers, FORM_COOKIE)
    return FormKey(secret) if secret else FormKey(new_form_secret(), fresh=True)


async def read_form(request: Request) -> dict[str, str]:
    """Return the posted fields; the last one wins where a name occurs twice.

    Raises InvalidInput for another content type, a body over 16 KiB or one that does not arrive,
    more than 20 fields or bytes that are not UTF-8.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        raise InvalidInput("This form was sent in a way that we do not read: use the page itself.")
    try:
        with fail_after(_LONGEST_S):
            body = await _read_body(request)
    except (TimeoutError, ClientDisconnect) as error:
        raise InvalidInput("This form did not arrive whole: please send it again.") from error
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise InvalidInput("This form holds characters or fields that we cannot read.") from error
    return {name: value.replace("\x00", "") for name, value in pairs}


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise InvalidInput("This form is too long: shorten what you typed.")
    return bytes(body)


def check_token(request: Request, fields: Mapping[str, str]) -> None:
    """Raise InvalidInput unless the form came from a page that we gave to this very visitor."""
    key = form_key(request)
    given = fields.get(TOKEN_FIELD, "").encode("utf-8")
    if key.fresh or not hmac.compare_digest(given, key.token.encode("ascii")):
        raise InvalidInput("This page had become too old: please try once more.")


def safe_next(value: str) -> str:
    """Return where to go after signing in: a path of this app with its query, else "/".

    Everything that a browser could read as another host is refused: a scheme, two slashes,
    a backslash, control characters.
    """
    if not value.startswith("/") or len(value) > _MAX_NEXT or not value.isprintable():
        return "/"
    if value.startswith("//") or "\\" in value:
        return "/"
    parts = urlsplit(value)
    if parts.scheme or parts.netloc or parts.path.startswith(_OWN_FORMS):
        return "/"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    return f"{path}?{query}" if query else path
