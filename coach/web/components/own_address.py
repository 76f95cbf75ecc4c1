"""The app's own address, as people type it."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from coach.web.runtime import services


def of(path: str) -> str:
    """Return the whole address of a path: at the public address, else at the reader's own one."""
    settings = services().settings
    if settings.public_url or not st.context.url:
        return f"{settings.own_url}{path}"
    here = urlsplit(st.context.url)
    return f"{here.scheme}://{here.netloc}{path}"
