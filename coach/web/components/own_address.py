"""The app's own address, as people type it."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from coach.web.runtime import services


def of(path: str) -> str:
    """Return the whole address of a path: at the public address, else at the reader's own one."""
    public = services().settings.public_url
    if public:
        return f"{public.rstrip('/')}{path}"
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{path}" if here.netloc else path
