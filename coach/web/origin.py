"""Whether a request was made by one of our own pages."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_OWN_FETCH_SITES: Final = frozenset({"same-origin", "none"})


def is_same_origin(headers: Headers, public_url: str) -> bool:
    """Return whether the browser says that the request comes from our own origin.

    Our origin is the request's Host, or `public_url` where a proxy changes the Host. Browsers send
    Origin with every web socket and every request that changes something; where it is missing,
    Sec-Fetch-Site and then Referer decide. A request with none of the three is refused.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in _OWN_FETCH_SITES:
        return False
    claimed = headers.get("origin") or headers.get("referer")
    if claimed is None:
        return site is not None
    return _authority(claimed) in _own_authorities(headers, public_url)


def _own_authorities(headers: Headers, public_url: str) -> set[str]:
    own = {headers.get("host", "").lower(), _authority(public_url)}
    return own - {""}


def _authority(url: str) -> str:
    """Return host and port of an http(s) URL in lower case; empty for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme in {"http", "https"} else ""
