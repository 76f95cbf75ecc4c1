"""The ASGI app: Streamlit's pages behind our gate, beside our own sign-in pages.

`coach run` serves it; so does any ASGI server from this folder (`uvicorn app:app`), which must not
believe proxy headers of its own accord.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from coach.settings import Settings
from coach.web import runtime
from coach.web.assets import streamlit_bundle
from coach.web.gate import Gate
from coach.web.headers import app_csp
from coach.web.lifespan import lifespan
from coach.web.routes import exception_handlers, routes
from coach.web.serve import serve

settings = Settings()
app = st.App(
    Path(__file__).parent / "coach" / "web" / "main.py",
    lifespan=lifespan(settings),
    routes=routes(runtime.services),
    middleware=[
        Middleware(Gate, services=runtime.services, csp=app_csp(streamlit_bundle() / "index.html"))
    ],
    exception_handlers=exception_handlers(runtime.services),
)

if __name__ == "__main__":
    serve(app, settings)
