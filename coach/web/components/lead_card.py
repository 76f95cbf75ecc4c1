"""What whoever leads may do: move the cycle, let it pause, begin the next one, hand over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from coach.domain.cycle import STAGE_TITLES, Cycle, CycleStage
from coach.services.cycles import CycleBoard
from coach.services.leads import LeadBoard
from coach.web.components import markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.fields import value
from coach.web.components.markup import plain
from coach.web.components.wording import today
from coach.web.runtime import current_actor, services

PLACE: Final = "cycle"
_NEXT_LEADER: Final = "next-leader"
_NEW_LEADER: Final = "new-leader"
_UNTIL: Final = "lead-until"
_STAGE_DAYS: Final = {CycleStage.COMMIT: 3, CycleStage.REFLECT: 3}
_WEEK: Final = 7
_HALF_A_YEAR: Final = timedelta(days=182)


def draw(group_id: str, board: CycleBoard, lead: LeadBoard) -> None:
    """Draw the card, for somebody who may move the cycle or give the lead."""
    with st.container(key="card-lead", gap="small"):
        if board.may_move:
            markup.section("You lead", "Stages never move by themselves: you move them.")
            _course(group_id, board, lead)
        else:
            markup.section("Nobody leads at the moment", "The last term is over: take it up.")
        if lead.may_give:
            _hand_over(group_id, board, lead)
        show_error(PLACE)


def _course(group_id: str, board: CycleBoard, lead: LeadBoard) -> None:
    current, following = board.current, board.following
    if current is None or following is None:
        _next_cycle(group_id, lead, is_first=current is None)
    elif current.paused_on is not None:
        st.button(
            "Go on after the pause",
            key="go-on",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_go_on,
            args=(group_id,),
        )
    else:
        _next_stage(group_id, board, current, following)
        _other_ways(group_id, current)


def _next_cycle(group_id: str, lead: LeadBoard, *, is_first: bool) -> None:
    """Draw the way into a cycle; the lead passes on with it, but not before there was one."""
    if not lead.by_all and lead.candidates and not is_first:
        st.selectbox(
            "Who leads the next cycle? The one whose turn it is comes first.",
            options=list(lead.candidates),
            format_func=lambda id_: plain(lead.candidates[id_]),
            key=_NEXT_LEADER,
        )
    st.button(
        "Begin the next cycle",
        key="begin",
        type="primary",
        icon=":material/restart_alt:",
        on_click=_begin,
        args=(group_id,),
    )


def _next_stage(group_id: str, board: CycleBoard, current: Cycle, following: CycleStage) -> None:
    if current.topic:
        ends = st.date_input(
            f"{STAGE_TITLES[following]}: until when?",
            value=_usual_end(following, board.weeks),
            key=f"ends-{current.stage}",
        )
        st.button(
            f"Move on: {STAGE_TITLES[following]}",
            key="move-on",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=_move,
            args=(group_id, following, ends),
        )
    else:
        markup.note("The cycle moves on once a challenge is chosen.")


def _other_ways(group_id: str, current: Cycle) -> None:
    with st.expander("Pause, or move to another stage", key="other-moves"):
        st.button(
            "Let the group pause",
            key="pause",
            icon=":material/pause:",
            help="The stage keeps the days that it has left.",
            on_click=_pause,
            args=(group_id,),
        )
        if current.topic:
            other = st.selectbox(
                "Stage",
                options=[one for one in CycleStage if one is not current.stage],
                format_func=STAGE_TITLES.__getitem__,
                key="other-stage",
            )
            st.button("Move there", key="move-there", on_click=_move, args=(group_id, other, None))


def _hand_over(group_id: str, board: CycleBoard, lead: LeadBoard) -> None:
    title = "Hand the lead to somebody" if board.may_move else "Take up the lead, or give it"
    with st.expander(title, expanded=not board.may_move, key="hand-over"):
        st.selectbox(
            "Who leads from now on? The one whose turn it is comes first.",
            options=list(lead.candidates),
            format_func=lambda id_: plain(lead.candidates[id_]),
            key=_NEW_LEADER,
        )
        if lead.asks_until:
            st.date_input("Until", value=today() + _HALF_A_YEAR, min_value=today(), key=_UNTIL)
        st.button("Let them lead", key="give-lead", on_click=_give, args=(group_id,))


def _usual_end(stage: CycleStage, weeks: int) -> date:
    """Return when a stage that begins today would usually end."""
    days = weeks * _WEEK if stage is CycleStage.PRACTICE else _STAGE_DAYS.get(stage, _WEEK)
    return today() + timedelta(days=days)


def _move(group_id: str, stage: CycleStage, ends_on: date | None) -> None:
    with reporting(PLACE):
        services().cycles.move(current_actor(), group_id, stage, ends_on=ends_on)
        done(f"The group is now at: {STAGE_TITLES[stage]}.")


def _pause(group_id: str) -> None:
    with reporting(PLACE):
        services().cycles.pause(current_actor(), group_id)
        done("The group pauses. Nobody is asked for anything meanwhile.")


def _go_on(group_id: str) -> None:
    with reporting(PLACE):
        services().cycles.go_on(current_actor(), group_id)
        done("The group goes on where it was.")


def _begin(group_id: str) -> None:
    with reporting(PLACE):
        leader_id = str(value(_NEXT_LEADER) or "")
        services().cycles.begin(current_actor(), group_id, leader_id=leader_id)
        done("A new cycle begins with the choice of its topic.")


def _give(group_id: str) -> None:
    with reporting(PLACE):
        person_id = str(value(_NEW_LEADER) or "")
        services().leads.give(current_actor(), group_id, person_id, until=value(_UNTIL))
        done("The lead is handed over.")
