"""Practice: log an attempt in a few seconds, and look after the ones already logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.attempt import RESULT_TITLES, Attempt, AttemptResult
from coach.domain.commitment import Commitment, CommitmentStatus
from coach.domain.people import Actor
from coach.web.components import attempt_fields, deletion, fields, markup, nav, timeline, tried
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, text
from coach.web.components.wording import capital, day, today
from coach.web.runtime import current_actor, services

PLACE: Final = "attempt"
_FORM: Final = "attempt"
_TONES: Final = {
    AttemptResult.TRIED: "good",
    AttemptResult.ADAPTED: "changed",
    AttemptResult.NOT: "quiet",
}
_SHORT: Final = 60


def page(actor: Actor) -> None:
    """Draw the page."""
    live = [c for c in services().commitments.mine(actor) if c.status is CommitmentStatus.OPEN]
    markup.heading("Practice")
    if not live:
        _empty()
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        commitment = _log(live)
        tried.draw(actor, commitment.id)
    with right, st.container(key="logged", gap="small"):
        _logged(services().attempts.of(actor, commitment.id))


def _empty() -> None:
    with st.container(key="narrow", gap="small"):
        markup.note(
            "This is where you note each try at your commitment, in a few seconds. "
            "You have no open commitment yet."
        )
        if st.button("Work out a commitment", type="primary"):
            nav.go("commit")
        show_error(PLACE)


def _log(live: Sequence[Commitment]) -> Commitment:
    with st.container(key="card-log", gap="small"):
        commitment = _which(live)
        number = fields.sheet(_FORM).number
        with st.form("log-attempt", border=False):
            attempt_fields.draw(keys_of(number))
            st.form_submit_button(
                "Save",
                key=f"save-{number}",
                type="primary",
                width="stretch",
                icon=":material/check:",
                on_click=_save,
                args=(commitment.id, number),
            )
        show_error(PLACE)
    return commitment


def _which(live: Sequence[Commitment]) -> Commitment:
    """Return the commitment to log for: the one in the address, else the newest."""
    by_id = {c.id: c for c in live}
    wanted = st.query_params.get("commitment", "")
    newest = max(live, key=lambda c: c.committed_at or c.created_at)
    if len(live) == 1:
        st.html(f'<p class="which">{text(newest.sentence)}</p>')
        return newest
    chosen = st.selectbox(
        "For which commitment?",
        options=list(by_id),
        index=list(by_id).index(wanted if wanted in by_id else newest.id),
        format_func=lambda i: _shortened(by_id[i].sentence),
        key="attempt-commitment",
    )
    return by_id[chosen]


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= _SHORT else f"{sentence[:_SHORT].rstrip()}…"


def _logged(attempts: Sequence[Attempt]) -> None:
    markup.section("Logged so far", timeline.in_words(attempts, today()) if attempts else "")
    timeline.draw(attempts, today())
    for attempt in sorted(attempts, key=lambda a: (a.happened_on, a.created_at), reverse=True):
        _attempt(attempt)


def _attempt(attempt: Attempt) -> None:
    with st.container(key=f"card-attempt-{attempt.id}", gap="xsmall"):
        if st.session_state.get("editing-attempt") == attempt.id:
            _edit(attempt)
            return
        cue = "" if attempt.cue_occurred else chip("the moment did not come", "quiet")
        note = f'<p class="said">{text(attempt.note)}</p>' if attempt.note else ""
        result = chip(RESULT_TITLES[attempt.result], _TONES[attempt.result])
        when = capital(day(attempt.happened_on))
        st.html(f'<p class="chips"><strong>{when}</strong>{result}{cue}</p>{note}')
        with st.container(
            key=f"row-{attempt.id}", horizontal=True, gap="small", vertical_alignment="center"
        ):
            nav.link("reflect", "Reflect on it", attempt=attempt.id)
            st.button(
                "Change",
                key=f"change-{attempt.id}",
                icon=":material/edit:",
                type="tertiary",
                on_click=_begin_edit,
                args=(attempt.id,),
            )
            deletion.button("attempt", attempt.id, "Delete")


def _edit(attempt: Attempt) -> None:
    keys = attempt_fields.Keys(f"edit-{attempt.id}")
    with st.form(f"edit-{attempt.id}", border=False):
        attempt_fields.draw(keys, attempt)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                "Save the change", type="primary", on_click=_change, args=(attempt, keys)
            )
            st.form_submit_button("Leave as it was", on_click=_end_edit)
    show_error(attempt.id)


def keys_of(number: int) -> attempt_fields.Keys:
    """Return where a sheet of the form keeps its values."""
    return attempt_fields.Keys(f"{_FORM}-{number}")


def _save(commitment_id: str, number: int) -> None:
    """Save a sheet once, however often the button was pressed."""
    sheet = fields.sheet(_FORM)
    with reporting(PLACE):
        if number == sheet.number:
            given = keys_of(number).values()
            services().attempts.log(current_actor(), commitment_id=commitment_id, **given)
            sheet.turn()
        done("Saved. Thank you for noting it.")


def _change(attempt: Attempt, keys: attempt_fields.Keys) -> None:
    with reporting(attempt.id):
        services().attempts.edit(
            current_actor(), attempt.id, commitment_id=attempt.commitment_id, **keys.values()
        )
        _end_edit()
        done("The change is saved.")


def _begin_edit(attempt_id: str) -> None:
    st.session_state["editing-attempt"] = attempt_id


def _end_edit() -> None:
    st.session_state.pop("editing-attempt", None)
