"""Commit: from a wish to a practice commitment, by conversation or by form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from coach.domain.commitment import CLOSED, Commitment, CommitmentStatus
from coach.domain.conversation import ConversationKind, Turn
from coach.domain.people import Actor
from coach.web.components import (
    commitment_life,
    deletion,
    markup,
    modes,
    nav,
    plan,
    plan_form,
    workshop,
)
from coach.web.components.markup import chip, text
from coach.web.components.wording import STATUS_WORDS, day
from coach.web.runtime import services

_LEAD = (
    "A commitment is one small thing that you will do differently at work. You say when you will "
    "do it, what may get in your way, and what you will do then."
)


def page(actor: Actor) -> None:
    """Draw the commitment named in the address, or all of mine."""
    wanted = st.query_params.get("id", "")
    if wanted:
        _one(actor, services().commitments.get(actor, wanted))
    else:
        _mine(actor, services().commitments.mine(actor))


def _one(actor: Actor, commitment: Commitment) -> None:
    nav.link("commit", "All my commitments", icon=":material/arrow_back:")
    if commitment.status is not CommitmentStatus.DRAFT:
        markup.heading("My commitment")
        commitment_life.draw(actor, commitment)
        return
    if plan_form.catch_up(commitment.id) | plan.catch_up(commitment):
        commitment = services().commitments.get(actor, commitment.id)
    markup.heading("Work out a commitment")
    workshop.draw(
        actor,
        ConversationKind.COMMIT,
        commitment.id,
        begin=lambda: services().conversations.start_commit(actor, commitment.id).id,
        parts=partial(_parts, actor, commitment.id),
        form=partial(plan_form.draw, commitment),
        finish=partial(_finish, actor, commitment),
        title="Your commitment so far",
    )


def _parts(actor: Actor, commitment_id: str, turns: Mapping[str, Turn]) -> None:
    plan.parts_list(services().commitments.get(actor, commitment_id), turns)


def _finish(actor: Actor, commitment: Commitment) -> None:
    plan.sentence(actor, commitment)
    deletion.button("commitment", commitment.id, "Delete this draft", leave_for="commit")


def _mine(actor: Actor, mine: Sequence[Commitment]) -> None:
    markup.heading("Commit", _LEAD)
    drafts = [c for c in mine if c.status is CommitmentStatus.DRAFT]
    live = [c for c in mine if c.status is CommitmentStatus.OPEN]
    closed = [c for c in mine if c.status in CLOSED]
    left, right = st.columns([2, 3], gap="large")
    with left:
        _start(actor, first=not mine)
    with right:
        _group("Not finished yet", drafts, "Continue")
        _group("Open", live, "Details")
        _group("Closed", closed, "Details")


def _start(actor: Actor, *, first: bool) -> None:
    with st.container(key="card-start", gap="small"):
        title = "Work out your first commitment" if first else "Work out a new commitment"
        markup.section(
            title,
            "Talk it through with the coach, or fill in a form. You can switch at any time, "
            "and nothing counts before you say yes.",
        )
        chosen = modes.offer()
        if chosen:
            modes.enter("commit", services().commitments.start(actor).id, chosen)


def _group(title: str, commitments: Sequence[Commitment], label: str) -> None:
    if not commitments:
        return
    markup.section(title)
    for commitment in commitments:
        with st.container(key=f"card-commitment-{commitment.id}", gap="xsmall"):
            st.html(_summary(commitment))
            nav.link("commit", label, icon=":material/arrow_forward:", id=commitment.id)


def _summary(commitment: Commitment) -> str:
    tags = [chip(STATUS_WORDS[commitment.status], commitment_life.TONES[commitment.status])]
    if commitment.audience == "group" and commitment.status is not CommitmentStatus.DRAFT:
        tags.append(chip("Shared with my group"))
    tags.append(f'<span class="note">changed {text(day(commitment.updated_at))}</span>')
    sentence = commitment.sentence or _first_words(commitment)
    return f'{markup.quote(sentence, small=True)}<p class="chips">{"".join(tags)}</p>'


def _first_words(commitment: Commitment) -> str:
    slots = commitment.draft.slots.values()
    return next((entry.text for entry in slots), "Nothing said yet")
