"""What whoever leads presses in a running session, and who comes late or leaves early."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from coach.domain.session_moves import Move
from coach.domain.session_run import SessionRun
from coach.services.agenda_sheet import SOMEBODY
from coach.services.session_runs import RunView
from coach.web.components import markup
from coach.web.components.boundary import boundary
from coach.web.components.markup import plain
from coach.web.runtime import current_actor, services

_PROBLEM: Final = "run-problem"
_READ_S: Final = 12.0
"""The page draws itself anew each second: so long a problem stays, or until the next press."""


def draw(view: RunView, run: SessionRun) -> None:
    """Draw the moves of a session that is under way or paused."""
    with st.container(key="run-controls", horizontal=True, gap="small"):
        _button(view, Move.BACK, "Back", "arrow_back", disabled=run.at == 0)
        hold, words, icon = (
            (Move.RESUME, "Go on", "play_arrow")
            if run.is_paused
            else (Move.PAUSE, "Pause", "pause")
        )
        _button(view, hold, words, icon, key="run-hold")
        _button(view, Move.ADD_MINUTE, "Add a minute", "more_time")
        is_last = run.at == len(run.used_s) - 1
        words = "End the session" if is_last else "Next"
        _button(view, Move.NEXT, words, "arrow_forward", primary=True)
    _problem()
    with st.expander("Who is here, and the end", key="run-who"):
        with st.container(key="row-run-people", horizontal=True, gap="small"):
            _attendance(view, run)
        markup.note("Ending early leaves out what has not begun; you can come back to it.")
        _button(view, Move.END, "End it now", "stop_circle")


def begin(session_id: str) -> None:
    """Draw the way in."""
    st.button(
        "Begin the session",
        key="run-begin",
        type="primary",
        icon=":material/play_arrow:",
        on_click=_begin,
        args=(session_id,),
    )
    _problem()


def reopen(view: RunView) -> None:
    """Draw the way back into a session that is over."""
    _button(view, Move.BACK, "Go back into the session", "undo")
    _problem()


def _button(
    view: RunView,
    move: Move,
    words: str,
    icon: str,
    *,
    key: str = "",
    primary: bool = False,
    disabled: bool = False,
) -> None:
    st.button(
        words,
        key=key or f"run-{move}",
        type="primary" if primary else "secondary",
        icon=f":material/{icon}:",
        disabled=disabled,
        on_click=_move,
        args=(view.session.id, view.version, move),
    )


def _attendance(view: RunView, run: SessionRun) -> None:
    """Draw who is here and may leave, and who may still come."""
    for member_id in run.agenda.member_ids:
        name = view.sheet.names.get(member_id, SOMEBODY)
        _person(view, member_id, f"{name} leaves", leaving=True)
    for member_id, name in view.absent.items():
        _person(view, member_id, f"{name} comes in", leaving=False)


def _person(view: RunView, member_id: str, words: str, *, leaving: bool) -> None:
    st.button(
        plain(words),
        key=f"run-{'leave' if leaving else 'come'}-{member_id}",
        type="tertiary",
        icon=f":material/{'logout' if leaving else 'login'}:",
        on_click=_leave if leaving else _come,
        args=(view.session.id, view.version, member_id),
    )


@contextmanager
def _reporting() -> Iterator[None]:
    """Run what was pressed, and keep its problem for long enough to be read."""
    problems: list[str] = []
    with boundary(problems.append):
        yield
    st.session_state[_PROBLEM] = (time.monotonic(), problems[0]) if problems else None


def _problem() -> None:
    """Draw the problem of the last press; its place is kept, so that nothing else moves."""
    with st.container(key="run-problem-place"):
        at, sentence = st.session_state.get(_PROBLEM) or (0.0, "")
        if sentence and time.monotonic() - at < _READ_S:
            st.error(sentence, icon=":material/error:")


def _begin(session_id: str) -> None:
    with _reporting():
        services().session_runs.begin(current_actor(), session_id)


def _move(session_id: str, version: int, move: Move) -> None:
    with _reporting():
        services().session_runs.move(current_actor(), session_id, version, move)


def _come(session_id: str, version: int, member_id: str) -> None:
    with _reporting():
        services().session_runs.come(current_actor(), session_id, version, member_id)


def _leave(session_id: str, version: int, member_id: str) -> None:
    with _reporting():
        services().session_runs.leave(current_actor(), session_id, version, member_id)
