"""A commitment after the yes: practise it, change its wording, share it, close it, delete it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.attempt import Attempt
from coach.domain.commitment import CLOSED, Commitment, CommitmentStatus
from coach.domain.people import Actor
from coach.web.components import deletion, fields, nav, plan, timeline, tried
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, note, quote, section, text
from coach.web.components.wording import STATUS_WORDS, capital, day, today
from coach.web.runtime import current_actor, services

PLACE: Final = "life"
TONES: Final = {
    CommitmentStatus.DRAFT: "quiet",
    CommitmentStatus.OPEN: "good",
    CommitmentStatus.KEPT: "good",
    CommitmentStatus.ADAPTED: "changed",
    CommitmentStatus.DROPPED: "quiet",
}
_OUTCOMES: Final = {
    CommitmentStatus.KEPT: "I kept it",
    CommitmentStatus.ADAPTED: "I adapted it",
    CommitmentStatus.DROPPED: "I dropped it",
}


def draw(actor: Actor, commitment: Commitment) -> None:
    """Draw a commitment that is open or closed."""
    attempts = services().attempts.of(actor, commitment.id)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _statement(commitment)
        _practice(commitment, attempts)
        tried.draw(actor, commitment.id)
    with right, st.container(key="life", gap="small"):
        if commitment.status in CLOSED:
            _closed(commitment)
        else:
            _open(actor, commitment)
        _history(commitment)
        deletion.button("commitment", commitment.id, "Delete this commitment", leave_for="commit")


def _statement(commitment: Commitment) -> None:
    facts = [chip(STATUS_WORDS[commitment.status], TONES[commitment.status])]
    facts.append(
        chip("Shared with my group" if commitment.audience == "group" else "Only I see it")
    )
    if commitment.draft.review_on and commitment.status not in CLOSED:
        facts.append(chip(f"Look back: {day(commitment.draft.review_on)}"))
    st.html(f'{quote(commitment.sentence)}<p class="chips">{"".join(facts)}</p>')


def _practice(commitment: Commitment, attempts: list[Attempt]) -> None:
    with st.container(key="card-practice", gap="small"):
        section("How it goes", timeline.in_words(attempts, today()) if attempts else "")
        timeline.draw(attempts, today())
        with st.container(horizontal=True, gap="small"):
            if commitment.status not in CLOSED and st.button(
                "Log an attempt", type="primary", icon=":material/add:"
            ):
                nav.go("practice", commitment=commitment.id)
            if attempts and st.button("Reflect on it", icon=":material/self_improvement:"):
                nav.go("reflect", commitment=commitment.id)


def _open(actor: Actor, commitment: Commitment) -> None:
    with st.expander("Change the wording", icon=":material/edit:", key="life-wording"):
        _revise(commitment)
    with st.expander("Who may see it", icon=":material/group:", key="life-audience"):
        plan.audience(actor, commitment, on_change=_do_share)
    with st.expander(
        "Close it: kept, adapted or dropped", icon=":material/flag:", key="life-close"
    ):
        _close(commitment)
    show_error(PLACE)


def _revise(commitment: Commitment) -> None:
    key = f"revised-{commitment.id}-{len(commitment.revisions)}"
    st.text_area(
        "Your commitment",
        value=commitment.sentence,
        key=key,
        height=150,
    )
    note("The wording that you had before is kept.")
    st.button("Save the new wording", on_click=_do_revise, args=(commitment.id, key))


def _close(commitment: Commitment) -> None:
    with st.form(f"close-{commitment.id}", border=False):
        outcome = f"outcome-{commitment.id}"
        reason = f"reason-{commitment.id}"
        st.radio(
            "How did it end?",
            options=list(_OUTCOMES),
            format_func=lambda o: _OUTCOMES[o],
            key=outcome,
        )
        note("Dropping it is as good an end as any other, if you know why.")
        st.text_area("Why?", key=reason, height=90)
        st.form_submit_button("Close it", on_click=_do_close, args=(commitment.id, outcome, reason))


def _closed(commitment: Commitment) -> None:
    with st.container(key="card-closed", gap="small"):
        when = f", {day(commitment.closed_at)}" if commitment.closed_at else ""
        section(f"How it ended: {STATUS_WORDS[commitment.status].lower()}{when}")
        if commitment.reason:
            st.html(f'<p class="said">{text(commitment.reason)}</p>')
        st.button("Open it again", on_click=_do_reopen, args=(commitment.id,))
        show_error(PLACE)


def _history(commitment: Commitment) -> None:
    if not commitment.revisions:
        return
    with st.expander("Earlier wordings", icon=":material/history:", key="life-earlier"):
        for revision in reversed(commitment.revisions):
            when = capital(day(revision.created_at))
            st.html(f'<p class="note">{when}</p>{quote(revision.sentence, small=True)}')


def _do_revise(commitment_id: str, key: str) -> None:
    with reporting(PLACE):
        services().commitments.revise(current_actor(), commitment_id, fields.value(key))
        done("The new wording is saved.")


def _do_share(commitment_id: str, key: str) -> None:
    with reporting(PLACE):
        services().commitments.share(current_actor(), commitment_id, fields.value(key))
        shared = fields.value(key) == "group"
        done("Your group can see this sentence now." if shared else "Only you see it now.")


def _do_close(commitment_id: str, outcome: str, reason: str) -> None:
    with reporting(PLACE):
        services().commitments.close(
            current_actor(),
            commitment_id,
            outcome=fields.value(outcome),
            reason=fields.value(reason),
        )
        done("It is closed. You can open it again.")


def _do_reopen(commitment_id: str) -> None:
    with reporting(PLACE):
        services().commitments.reopen(current_actor(), commitment_id)
