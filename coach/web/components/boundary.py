"""Where errors become sentences, and where what happened is told to the person."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from coach.errors import CoachError
from coach.services.bugs import log_bug

CALM: Final = "Something went wrong on our side. What you saved is safe: please reload the page."
_LOGGER: Final = logging.getLogger(__name__)


@contextmanager
def boundary(tell: Callable[[str], object]) -> Iterator[None]:
    """Tell the sentence of an error that we raised on purpose, and a calm one for a bug."""
    try:
        yield
    except CoachError as error:
        tell(str(error))
    except Exception as error:  # noqa: BLE001 - the one place that turns a bug into a calm sentence
        log_bug(_LOGGER, "a page", error)
        tell(CALM)


@contextmanager
def reporting(place: str) -> Iterator[None]:
    """Run a callback's work; its error stands at `place` in the coming run, typed text is kept."""

    def tell(sentence: str) -> None:
        st.session_state[_key(place)] = sentence

    with boundary(tell):
        yield


def show_error(place: str) -> None:
    """Draw, once, what a callback had to report for this place."""
    sentence = st.session_state.pop(_key(place), None)
    if sentence:
        st.error(sentence, icon=":material/error:")


def done(sentence: str) -> None:
    """Say in passing that something worked; drawn by `show_done` in the coming run."""
    st.session_state["done"] = sentence


def show_done() -> None:
    """Draw, once, what `done` said: at the end, for what a run drew that goes elsewhere is lost."""
    sentence = st.session_state.pop("done", None)
    if sentence:
        st.toast(sentence, icon=":material/check:")


def _key(place: str) -> str:
    return f"error-{place}"
