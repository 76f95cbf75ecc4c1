"""Serving the app with the address, port and proxies of the settings."""

from __future__ import annotations

import os

import streamlit as st

from coach.settings import Settings


def serve(app: st.App, settings: Settings) -> None:
    """Serve until the process is asked to stop.

    Uvicorn, which Streamlit starts, believes X-Forwarded-For from this very machine unless it is
    told otherwise, and then anybody here could sign in from made-up addresses.
    """
    os.environ["FORWARDED_ALLOW_IPS"] = settings.trusted_proxies
    app.run(config={"server.address": settings.address, "server.port": settings.port})
