"""Headers on their way in (identity) and out (what a browser may do with our pages)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

IDENTITY_HEADER: Final = b"x-coach-session"
"""The one header that .streamlit/config.toml trusts to feed `st.user`."""
_TRUSTED_PREFIX: Final = b"x-coach-"

PLAIN_CSP: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For our own pages: no script at all."""

_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_PERMISSIONS: Final = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def with_identity(
    headers: Iterable[tuple[bytes, bytes]], session_id: str | None
) -> list[tuple[bytes, bytes]]:
    """Return the headers without any trusted one that came from outside, then set our own.

    Servers and proxies may fold case and swap `_` for `-`, so every spelling is removed.
    """
    kept = [
        (name, value)
        for name, value in headers
        if not name.lower().replace(b"_", b"-").startswith(_TRUSTED_PREFIX)
    ]
    if session_id is not None:
        kept.append((IDENTITY_HEADER, session_id.encode("ascii")))
    return kept


def app_csp(index_html: Path) -> str:
    """Return the policy of Streamlit's pages: nothing from another host.

    Its page holds one inline script, allowed by its hash. `blob:` scripts are how Streamlit loads
    the code of a component; inline styles are how it draws.
    """
    scripts = _INLINE_SCRIPT.findall(index_html.read_text(encoding="utf-8"))
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    return (
        f"default-src 'self'; script-src 'self' blob: {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def security_headers(csp: str, *, https: bool) -> dict[str, str]:
    """Return what every response carries unless it says otherwise itself."""
    headers = {
        "Content-Security-Policy": csp,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": _PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def hardened(send: Send, defaults: dict[str, str], *, private: bool) -> Send:
    """Wrap `send` so that the response carries the security headers.

    `private`: no cache may keep the response, whatever the inner app says.
    """

    async def send_hardened(message: Message) -> None:
        if message["type"] == "http.response.start":
            _harden(message, defaults, private=private)
        await send(message)

    return send_hardened


def _harden(message: Message, defaults: dict[str, str], *, private: bool) -> None:
    message.setdefault("headers", [])
    headers = MutableHeaders(scope=message)
    for name, value in defaults.items():
        headers.setdefault(name, value)
    if private:
        headers["Cache-Control"] = "no-store"


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
