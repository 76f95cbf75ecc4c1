"""The group by its three legs: what it works on, who it is, what it practises."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.cycle import Cycle, CycleStage
from coach.domain.people import Actor
from coach.domain.rule_words import rule_lines
from coach.errors import NotFound
from coach.services.cycles import CycleBoard
from coach.services.groups import GroupView
from coach.web.components import (
    charter_card,
    community,
    cycle_counts,
    cycle_reading,
    flag_list,
    group_health,
    lead_card,
    markup,
    nav,
    rail,
    repertoire_card,
    topic_board,
)
from coach.web.components.markup import text
from coach.web.components.wording import SESSION_TITLES, day, today
from coach.web.runtime import services

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
    if st.query_params.get("cycle"):
        _earlier(actor, view)
        return
    board = services().cycles.board(actor, view.group.id)
    markup.heading(view.group.name)
    if board.current is not None:
        _stage(board.current)
    nav.link("talk", "Conversations", icon=":material/forum:", group=view.group.id)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _domain(actor, view, board)
        _practice(actor, view, board)
    with right:
        flag_list.lines(actor, group_id=view.group.id)
        _community(actor, view, board)
        charter_card.draw(view.group.id, services().charters.read(actor, view.group.id))
        _rules(actor, view.group.id)
        _cycles(view.group.id, board)
    if view.group.id in actor.reading_ids:
        group_health.draw(services().group_reading.health(actor, view.group.id))


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


def _earlier(actor: Actor, view: GroupView) -> None:
    """Draw the cycle of the address."""
    number = st.query_params.get("cycle", "")
    known = int(number) if number.isdecimal() else 0
    try:
        reading = services().group_reading.cycle(actor, view.group.id, known)
    except NotFound:
        markup.heading(view.group.name)
        markup.note("There is no such cycle for you to read.")
        nav.link("group", "Back to the group", icon=":material/arrow_back:", group=view.group.id)
        return
    cycle_reading.draw(reading)


def _stage(cycle: Cycle) -> None:
    rail.draw(cycle.stage, cycle.days_left(today()))
    if cycle.paused_on is not None:
        markup.note(f"The group pauses, since {day(cycle.paused_on)}. Nothing is due meanwhile.")


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


def _practice(actor: Actor, view: GroupView, board: CycleBoard) -> None:
    """Draw what is tried now, as shared, the sessions, and the way to the repertoire."""
    group_id = view.group.id
    if group_id not in actor.reading_ids:
        return
    markup.section("What we are trying", "Only the sentences that members chose to share.")
    cycle_reading.commitments(services().group_reading.trying(actor, group_id))
    cycle_counts.draw(services().cycle_counts.current(actor, group_id))
    nav.link("stories", "Our stories, tools and ways", icon=":material/auto_stories:")
    nav.link("themes", "Our themes", icon=":material/hub:", group=group_id)
    repertoire_card.draw(actor, group_id, leads=board.may_move)
    markup.section("Our sessions")
    planned = services().group_sessions.planned(actor, group_id)
    for session in planned:
        title = f"{SESSION_TITLES[session.request.kind]}, {day(session.held_on)}"
        nav.link("session", title, icon=":material/event:", id=session.id)
    if board.may_move:  # the same people plan
        nav.link("session", "Plan a session", icon=":material/add:", group=group_id)
    elif not planned:
        markup.note("None is planned yet.")


def _community(actor: Actor, view: GroupView, board: CycleBoard) -> None:
    lead = services().leads.board(actor, view.group.id)
    community.draw(view, lead)
    nav.link("members", "Invitations and people", icon=":material/group_add:", group=view.group.id)
    if board.may_move or lead.may_give:
        lead_card.draw(view.group.id, board, lead)


def _rules(actor: Actor, group_id: str) -> None:
    """Draw how the group works: the rules of its format, and what it has changed in them."""
    rules = services().group_rules.rules(actor, group_id)
    markup.section("How we work", f"{rules.format.name}: {rules.format.purpose}")
    with st.expander("Our rules", key="our-rules"):
        rows = "".join(
            f"<dt>{text(title)}</dt><dd>{text(value)}</dd>"
            for _, title, value in rule_lines(rules.rules)
        )
        st.html(f'<dl class="facts">{rows}</dl>')
    nav.link("rules", "Read and change our rules", icon=":material/rule:", group=group_id)


def _cycles(group_id: str, board: CycleBoard) -> None:
    told = [cycle for cycle in board.earlier if cycle.topic]
    if not told:
        return
    markup.section("Earlier challenges")
    for cycle in told:
        label = f"{cycle.number}. {cycle.topic}"
        nav.link("group", markup.plain(label), group=group_id, cycle=str(cycle.number))
