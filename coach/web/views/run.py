"""A session while it is held: the clock, whose turn it is, and what the group writes down."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from coach.domain.people import Actor
from coach.services.session_runs import RunView
from coach.web.components import (
    agenda_sheet,
    hand_over,
    markup,
    nav,
    run_controls,
    run_screen,
    session_notes,
)
from coach.web.components.boundary import boundary
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

Phase = Literal["planned", "running", "over"]
_POLL_S: Final = {"planned": 2.0, "running": 1.0, "over": 5.0}


def page(actor: Actor) -> None:
    """Draw the page of one session, or say where sessions are found."""
    session_id = st.query_params.get("session", "")
    if not session_id:
        markup.heading("No session is open here", "Choose one of your group, then run it.")
        nav.link("group", "My group", icon=":material/arrow_forward:")
        return
    markup.styles("run")
    view = services().session_runs.open(actor, session_id)
    _live(view)
    if view.run is not None and view.run.is_over and view.may_lead:
        hand_over.offer(actor, session_id)
    session_notes.draw(actor, session_id)
    nav.link("session", "The agenda of this session", icon=":material/event:", id=session_id)


def _live(first: RunView) -> None:
    """Draw where the session stands, and look again each second.

    When it begins or ends the whole page is drawn anew, for then there is more or less on it.
    """
    session_id, phase, found = first.session.id, _phase(first), [first]

    @st.fragment(run_every=_POLL_S[phase])
    def drawn() -> None:
        with boundary(st.error):
            view = found.pop() if found else _look(session_id)
            if _phase(view) != phase:
                st.rerun()
            with st.container(key=f"run-{phase}", gap="small"):
                _draw(view)

    drawn()


def _look(session_id: str) -> RunView:
    return services().session_runs.open(current_actor(), session_id)


def _phase(view: RunView) -> Phase:
    if view.run is None:
        return "planned"
    return "over" if view.run.is_over else "running"


def _draw(view: RunView) -> None:
    run, reading = view.run, view.reading
    if run is None or reading is None:
        _planned(view)
    elif run.is_over:
        run_screen.over(view, run, reading)
        if view.may_lead:
            run_controls.reopen(view)
    else:
        run_screen.running(view, run, reading)
        if view.may_lead:
            run_controls.draw(view, run)


def _planned(view: RunView) -> None:
    when = f"It is planned for {day(view.session.held_on)}."
    waiting = "" if view.may_lead else " Whoever leads begins it; this page then shows the clock."
    run_screen.heading(view.sheet, "The session has not begun", when + waiting)
    if view.may_lead:
        run_controls.begin(view.session.id)
    agenda_sheet.draw(view.sheet)
