"""Starting and stopping what the app stands on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import streamlit as st
from anyio import to_thread

from coach.bootstrap import build
from coach.settings import Settings
from coach.web.runtime import provide

_PAGES_FIRST_S = 3.0
"""Loading and the like begin once the first page has been served."""


def lifespan(
    settings: Settings,
) -> Callable[[st.App], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """Return the app's lifespan: build the services, provide them to the pages, close them."""

    @asynccontextmanager
    async def run(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
        services = await to_thread.run_sync(build, settings)
        services.start(delay_s=_PAGES_FIRST_S)
        try:
            with provide(services):
                yield {"services": services}
        finally:
            await to_thread.run_sync(services.close)

    return run
