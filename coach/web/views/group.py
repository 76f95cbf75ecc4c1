"""The group by its three legs: what it works on, who it is, what it practises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from coach.domain.cycle import STAGE_TITLES, CycleStage
from coach.domain.people import Actor, Role
from coach.domain.rule_words import rule_lines
from coach.services.cycles import CycleBoard
from coach.services.groups import GroupView, MemberView
from coach.web.components import charter_card, markup, nav, rail, topic_board
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, text
from coach.web.components.wording import day, today
from coach.web.runtime import current_actor, services
from coach.web.views.session import KIND_TITLES

PLACE: Final = "cycle"
_CHOOSING: Final = frozenset({CycleStage.TOPIC, CycleStage.CLOSE})


def page(actor: Actor) -> None:
    """Draw the page."""
    groups = services().groups.mine(actor)
    if not groups:
        markup.heading("My group")
        markup.note(
            "You are in no group yet: whoever runs Repertoire, or a group's facilitator, can "
            "invite you."
        )
        nav.link("talk", "Public conversations of groups", icon=":material/forum:")
        return
    view = _which(groups)
    board = services().cycles.board(actor, view.group.id)
    markup.heading(view.group.name)
    if board.current is not None:
        rail.draw(board.current.stage, board.current.days_left(today()))
    nav.link("talk", "Conversations", icon=":material/forum:", group=view.group.id)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _domain(actor, view, board)
        _sessions(actor, view.group.id)
        if board.may_move:
            _lead(view.group.id, board)
    with right:
        _community(view)
        charter_card.draw(view.group.id, services().charters.read(actor, view.group.id))
        _rules(actor, view.group.id)
        _cycles(board)


def _which(groups: list[GroupView]) -> GroupView:
    """Return the group of the address, else the one joined last; let the member choose another."""
    by_id = {view.group.id: view for view in groups}
    wanted = st.query_params.get("group", "")
    if len(groups) == 1:
        return groups[0]
    chosen = st.selectbox(
        "Which group?",
        options=list(by_id),
        index=list(by_id).index(wanted) if wanted in by_id else 0,
        format_func=lambda id_: by_id[id_].group.name,
        key="group-shown",
    )
    return by_id[chosen]


def _domain(actor: Actor, view: GroupView, board: CycleBoard) -> None:
    current = board.current
    if view.group.id in actor.held_back:
        markup.note("Accept the charter to take part in choosing what the group works on.")
        return
    topics = services().topics.board(actor, view.group.id)
    if current is not None and current.topic:
        is_over = current.stage is CycleStage.CLOSE
        markup.section("What we worked on" if is_over else "What we work on")
        st.html(markup.quote(current.topic))
    if current is None or current.stage in _CHOOSING:
        topic_board.draw(view.group.id, topics)
    topic_board.earlier(topics.earlier)


def _sessions(actor: Actor, group_id: str) -> None:
    if group_id in actor.held_back:
        return
    markup.section("Our sessions")
    for session in services().group_sessions.planned(actor, group_id):
        title = f"{KIND_TITLES[session.request.kind]}, {day(session.held_on)}"
        nav.link("session", title, icon=":material/event:", id=session.id)
    if services().group_sessions.setting(actor, group_id).may_plan:
        nav.link("session", "Plan a session", icon=":material/add:", group=group_id)
    elif not services().group_sessions.planned(actor, group_id):
        markup.note("None is planned yet.")


def _community(view: GroupView) -> None:
    markup.section("Who we are")
    st.html(f'<ul class="members">{"".join(map(_member, view.members))}</ul>')


def _member(member: MemberView) -> str:
    role = chip("Facilitator") if member.role is Role.FACILITATOR else ""
    return f"<li>{text(member.name)} {role}</li>"


def _rules(actor: Actor, group_id: str) -> None:
    """Draw how the group works: the rules of its format, and what it has changed in them."""
    rules = services().group_rules.rules(actor, group_id)
    markup.section("How we work", f"{rules.format.name}: {rules.format.purpose}")
    with st.expander("Our rules"):
        rows = "".join(
            f"<dt>{text(title)}</dt><dd>{text(value)}</dd>"
            for _, title, value in rule_lines(rules.rules)
        )
        st.html(f'<dl class="facts">{rows}</dl>')
    nav.link("rules", "Read and change our rules", icon=":material/rule:", group=group_id)


def _cycles(board: CycleBoard) -> None:
    if not board.earlier:
        return
    markup.section("Earlier challenges")
    rows = "".join(f"<li>{text(cycle.topic)}</li>" for cycle in board.earlier if cycle.topic)
    st.html(f'<ul class="members">{rows}</ul>')


def _lead(group_id: str, board: CycleBoard) -> None:
    """Draw what whoever leads may do: the next stage with its date, or the next cycle."""
    current, following = board.current, board.following
    with st.container(key="card-lead", gap="small"):
        markup.section("You lead", "Stages never move by themselves: you move them.")
        if current is None or following is None:
            st.button("Begin the next cycle", key="begin", on_click=_begin, args=(group_id,))
        else:
            _next_stage(group_id, board, current.stage, following)
            _other_stage(group_id, current.stage)
        show_error(PLACE)


def _next_stage(group_id: str, board: CycleBoard, stage: CycleStage, following: CycleStage) -> None:
    ends = st.date_input(
        f"{STAGE_TITLES[following]}: until when?",
        value=_usual_end(following, board.weeks),
        key=f"ends-{stage}",
    )
    st.button(
        f"Move on: {STAGE_TITLES[following]}",
        key="move-on",
        type="primary",
        icon=":material/arrow_forward:",
        on_click=_move,
        args=(group_id, following, ends),
    )


def _other_stage(group_id: str, stage: CycleStage) -> None:
    with st.expander("Move to another stage"):
        other = st.selectbox(
            "Stage",
            options=[one for one in CycleStage if one is not stage],
            format_func=STAGE_TITLES.__getitem__,
            key="other-stage",
        )
        st.button("Move there", key="move-there", on_click=_move, args=(group_id, other, None))


def _usual_end(stage: CycleStage, weeks: int) -> date:
    """Return when a stage that begins today would usually end."""
    days = {CycleStage.PRACTICE: 7 * weeks, CycleStage.COMMIT: 3, CycleStage.REFLECT: 3}
    return today() + timedelta(days=days.get(stage, 7))


def _move(group_id: str, stage: CycleStage, ends_on: date | None) -> None:
    with reporting(PLACE):
        services().cycles.move(current_actor(), group_id, stage, ends_on=ends_on)
        done(f"The group is now at: {STAGE_TITLES[stage]}.")


def _begin(group_id: str) -> None:
    with reporting(PLACE):
        services().cycles.begin(current_actor(), group_id)
        done("A new cycle begins with the choice of its topic.")
