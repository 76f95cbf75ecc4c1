"""What a page run needs: the services of this process, and who is looking at the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.errors import NotSignedIn, SetupError

SESSION_KEY: Final = "session_id"
"""Key of `st.user` that .streamlit/config.toml fills from the header which the gate sets."""


class _Provider:
    """The services for as long as a `provide` block is open.

    Streamlit gives script threads no handle on the ASGI app, so one holder per process stands
    between them; it is empty outside of `provide`, and a nested block wins until it ends.
    """

    def __init__(self) -> None:
        self._stack: list[Services] = []

    def push(self, services: Services) -> None:
        self._stack.append(services)

    def pop(self) -> None:
        self._stack.pop()

    def current(self) -> Services:
        if not self._stack:
            raise SetupError("The app has not started: run it with `coach run`.")
        return self._stack[-1]


_PROVIDER: Final = _Provider()


@contextmanager
def provide(services: Services) -> Iterator[Services]:
    """Let `services()` answer with these services inside the block (the lifespan; a test)."""
    _PROVIDER.push(services)
    try:
        yield services
    finally:
        _PROVIDER.pop()


def services() -> Services:
    """Return the services of the running app. Raises SetupError before the app has started."""
    return _PROVIDER.current()


def current_actor() -> Actor:
    """Return who is looking, asking the session table anew: call it once in every page run.

    Raises NotSignedIn when no session came with the page, or when it has ended since.
    """
    session_id = st.user.get(SESSION_KEY)
    if not isinstance(session_id, str) or not session_id:
        raise NotSignedIn
    return services().accounts.actor_for_session(session_id)
