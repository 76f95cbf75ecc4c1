"""A page that waits for something: it looks again by the clock, and is drawn anew at the end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final

import streamlit as st

from coach.web import draws
from coach.web.runtime import services

_EVERY_S: Final = 1.0
_LOST_AFTER: Final = 3
"""Looks with nothing to wait for."""


def draw_anew_after(busy: Callable[[], bool], *, waiting: bool, by_clock: bool = True) -> None:
    """Look every second while `busy`, which must be quick; then draw the whole page anew.

    Less often while many people are answered, which a search for peers' stories waits for.

    `waiting`: whether what has been drawn lacks something, even if that has arrived meanwhile.
    `by_clock`: False where the page is drawn anew by itself, as when a reply is whole.

    The part is there even with nothing to wait for, since Streamlit can lose a whole run of a page:
    when it ends on a busy server at the moment at which a part of it is asked for, what it drew is
    never sent, and the browser keeps the clock of the run before. A clock that runs on without a
    cause therefore draws the page anew as well.
    """
    looks = count()
    every_s = draws.unhurried(_EVERY_S, services().conversations.how_many())

    @st.fragment(run_every=every_s if waiting and by_clock else None)
    def clock() -> None:
        before = next(looks)
        if before and not busy() and (waiting or before >= _LOST_AFTER):
            st.rerun()

    clock()
