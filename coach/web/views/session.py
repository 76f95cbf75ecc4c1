"""A session of the group: plan its agenda, read it, take it along."""

from __future__ import annotations

from datetime import date, time
from typing import Final

import streamlit as st

from coach.domain.agenda_builder import Plan
from coach.domain.agenda_fit import Option, follow
from coach.domain.agenda_request import Request
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.group_sessions import Setting
from coach.services.session_runs import RunView
from coach.web.components import (
    agenda_sheet,
    hand_over,
    markup,
    nav,
    session_date,
    session_fields,
    session_notes,
    theme_way,
)
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.wording import today
from coach.web.runtime import current_actor, services

PLACE: Final = "session"
_TAKEN: Final = "agenda-taken"
_SAVED: Final = "session-saved"
_ENDINGS: Final = {"md": "Markdown", "docx": "Word", "pdf": "PDF"}


def page(actor: Actor) -> None:
    """Draw the page: a planned session by its id, else the planning of a new one."""
    saved = st.session_state.pop(_SAVED, "")
    if saved:
        nav.go("session", id=saved)
    session_date.leave_if_cancelled()
    nav.link("group", "My group", icon=":material/arrow_back:")
    session_id = st.query_params.get("id", "")
    if session_id:
        _planned(actor, session_id)
        return
    groups = {view.group.id: view.group.name for view in services().groups.mine(actor)}
    group_id = st.query_params.get("group", "") or next(iter(groups), "")
    if group_id not in groups:
        raise NotFound
    setting = services().group_sessions.setting(actor, group_id)
    markup.heading("Plan a session", eyebrow=groups[group_id])
    if not setting.may_plan:
        markup.note("Whoever leads the group plans its sessions.")
        return
    _planning(actor, group_id, setting)


def _planned(actor: Actor, session_id: str) -> None:
    sheet = services().group_sessions.sheet(actor, session_id)
    markup.styles("run")
    markup.heading(sheet.agenda.title, eyebrow=sheet.group)
    _way_to_the_run(services().session_runs.open(actor, session_id))
    links = "".join(
        markup.download(f"/export/agenda.{ending}?session={session_id}", label)
        for ending, label in _ENDINGS.items()
    )
    st.html(f'<div class="downloads">{links}</div>')
    agenda_sheet.draw(sheet)
    session_date.draw(actor, session_id)
    session_notes.draw(actor, session_id)


def _way_to_the_run(view: RunView) -> None:
    """Draw the link to the session as it is held, in the words of what the reader does there."""
    if view.run is not None and view.run.is_over:
        words = "How it ended"
    else:
        words = "Run this session" if view.may_lead else "Follow this session"
    nav.link("run", words, icon=":material/timer:", session=view.session.id)


def _planning(actor: Actor, group_id: str, setting: Setting) -> None:
    hand_over.received(services().hand_overs.latest(actor, group_id))
    beginning = _beginning(actor, group_id, setting)
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="card-plan", gap="small"):
        proposed = services().group_sessions.proposed(actor, group_id, today())
        held_on, begins_at = session_fields.when(proposed)
        wanted = session_fields.wanted(setting, beginning)
    with right:
        request = follow(wanted, _taken(wanted))
        try:
            preview = services().group_sessions.preview(
                actor, group_id, request, held_on=held_on, begins_at=begins_at
            )
        except InvalidInput as error:
            st.info(str(error))
            return
        _fit(wanted, preview.plan)
        agenda_sheet.draw(preview.sheet)
        st.button(
            "Save this agenda",
            key="save-agenda",
            type="primary",
            on_click=_save,
            args=(group_id, request, held_on, begins_at),
        )
        show_error(PLACE)


def _beginning(actor: Actor, group_id: str, setting: Setting) -> session_fields.Beginning:
    """Return what the fields begin with: released themes, where these were asked for; say so."""
    newest = services().theme_agenda.newest(actor, group_id)
    report_id = st.query_params.get("report", "")
    if st.query_params.get("from") == "themes" and newest:
        report_id = newest[0]
    if report_id:
        draft = services().theme_agenda.draft(actor, group_id, report_id)
        theme_way.filled(draft)
        return session_fields.Beginning(draft.request, draft.stories)
    if newest:
        theme_way.offer(group_id, *newest)
    stories = services().group_sessions.stories_from_outside(actor, group_id)
    return session_fields.empty(setting, stories)


def _fit(wanted: Request, plan: Plan) -> None:
    """Say whether it fits, and what would make it fit."""
    if plan.no_room_for:
        markup.note(f"There is no room beside it for: {', '.join(plan.no_room_for)}.")
    if plan.fits:
        markup.note(f"It fits into {plan.agenda.minutes} minutes.")
    else:
        st.warning(f"It takes {plan.agenda.over} minutes more than there are.")
        lines = "".join(f"<li>{markup.text(option.text)}</li>" for option in plan.advised)
        st.html(f"<p>What would make it fit:</p><ul>{lines}</ul>")
        st.button("Do that", key="make-it-fit", on_click=_take, args=(wanted, plan.advised))
    if _taken(wanted):
        st.button("Undo what was dropped", key="undo-fit", type="tertiary", on_click=_untake)


def _taken(wanted: Request) -> tuple[Option, ...]:
    """Return what was dropped or shortened for this very request; another one starts anew."""
    request, options = st.session_state.get(_TAKEN, (None, ()))
    return options if request == wanted else ()


def _take(wanted: Request, options: tuple[Option, ...]) -> None:
    st.session_state[_TAKEN] = (wanted, (*_taken(wanted), *options))


def _untake() -> None:
    st.session_state.pop(_TAKEN, None)


def _save(group_id: str, request: Request, held_on: date, begins_at: time | None) -> None:
    with reporting(PLACE):
        session = services().group_sessions.plan(
            current_actor(), group_id, request, held_on=held_on, begins_at=begins_at
        )
        st.session_state[_SAVED] = session.id
        done("The agenda is saved: everybody in the group can read it.")
