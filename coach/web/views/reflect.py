"""Reflect: look at real attempts in five steps, by conversation or by form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from coach.domain.attempt import RESULT_TITLES, Attempt
from coach.domain.conversation import ConversationKind, Turn
from coach.domain.people import Actor
from coach.domain.reflection import STEP_ORDER, STEP_TITLES, Reflection, ReflectionStatus
from coach.web.components import (
    contribute,
    deletion,
    depth,
    markup,
    modes,
    nav,
    steps,
    story_links,
    workshop,
)
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import capital, counted, day
from coach.web.runtime import current_actor, services

PLACE: Final = "start-reflection"
_LEAD: Final = (
    "Look at something you really tried: what happened, what you felt, what it means, what you "
    "take from it, and what you will do next time. It stays private."
)
_OFFERED: Final = 8


def page(actor: Actor) -> None:
    """Draw the reflection named in the address, or the way to a new one and mine so far."""
    wanted = st.query_params.get("id", "")
    if wanted:
        _one(actor, services().reflections.get(actor, wanted))
        return
    markup.heading("Reflect", _LEAD)
    attempts = _newest_first(services().attempts.mine(actor))
    mine = services().reflections.mine(actor)
    counting = contribute.counting(actor)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if not attempts:
            _empty()
        else:
            _start(attempts)
    with right:
        _group(
            "Not finished yet",
            [r for r in mine if r.status is ReflectionStatus.DRAFT],
            "Continue",
            counting,
        )
        _group("Kept", [r for r in mine if r.status is ReflectionStatus.KEPT], "Open", counting)


def _empty() -> None:
    markup.note("A reflection starts from an attempt, and you have logged none yet.")
    if st.button("Log an attempt", type="primary"):
        nav.go("practice")


def _start(attempts: Sequence[Attempt]) -> None:
    chosen = _preselected(attempts)
    with st.container(key="card-start", gap="small"):
        markup.section("On which attempts?", "One is enough. Take several if they belong together.")
        offered = [a for i, a in enumerate(attempts) if i < _OFFERED or a.id in chosen]
        for attempt in offered:
            st.checkbox(_label(attempt), value=attempt.id in chosen, key=f"on-{attempt.id}")
        picked = [a.id for a in offered if st.session_state[f"on-{a.id}"]]
        way = modes.offer()
        if way:
            _begin(picked, way)
        show_error(PLACE)


def _preselected(attempts: Sequence[Attempt]) -> set[str]:
    """Return the attempt in the address, or the newest of the commitment there, or the newest."""
    wanted = st.query_params.get("attempt", "")
    commitment_id = st.query_params.get("commitment", "")
    named = [a for a in attempts if a.id == wanted]
    of_commitment = [a for a in attempts if a.commitment_id == commitment_id]
    return {(named or of_commitment or list(attempts))[0].id}


def _label(attempt: Attempt) -> str:
    note = f": {attempt.note}" if attempt.note else ""
    result = RESULT_TITLES[attempt.result].lower()
    return plain(f"{capital(day(attempt.happened_on))}, {result}{note}")


def _begin(attempt_ids: Sequence[str], mode: modes.Mode) -> None:
    with reporting(PLACE):
        reflection = services().reflections.start(current_actor(), attempt_ids)
        modes.enter("reflect", reflection.id, mode)


def _group(
    title: str, reflections: Sequence[Reflection], label: str, counting: Collection[str]
) -> None:
    if not reflections:
        return
    markup.section(title)
    for reflection in reflections:
        with st.container(key=f"card-reflection-{reflection.id}", gap="xsmall"):
            st.html(_summary(reflection, counts=reflection.id in counting))
            nav.link("reflect", label, icon=":material/arrow_forward:", id=reflection.id)


def _summary(reflection: Reflection, *, counts: bool) -> str:
    entries = [e.text for s in reversed(STEP_ORDER[:4]) for e in reflection.draft.steps.get(s, ())]
    words = entries[0] if entries else "Nothing said yet"
    on = f"on {counted(len(reflection.attempt_ids), 'attempt')}"
    when = day(reflection.kept_at or reflection.updated_at)
    told = f" {chip('Counts towards themes', 'quiet')}" if counts else ""
    return f'<p class="thing">{text(words)}</p><p class="note">{capital(when)} · {on}{told}</p>'


def _one(actor: Actor, reflection: Reflection) -> None:
    nav.link("reflect", "All my reflections", icon=":material/arrow_back:")
    attempts = [a for a in services().attempts.mine(actor) if a.id in reflection.attempt_ids]
    if reflection.status is ReflectionStatus.KEPT:
        markup.heading("My reflection")
        _about(attempts)
        with st.container(key="narrow", gap="medium"):
            _kept(reflection)
            depth.draw(actor, reflection)
            contribute.draw(actor, reflection)
        return
    if steps.catch_up(reflection.id):
        reflection = services().reflections.get(actor, reflection.id)
    markup.heading("Reflect")
    _about(attempts)
    contribute.while_open(actor, reflection)
    workshop.draw(
        actor,
        ConversationKind.REFLECT,
        reflection.id,
        begin=lambda: services().conversations.start_reflect(actor, reflection.id).id,
        parts=partial(_parts, actor, reflection.id),
        form=partial(steps.form, reflection),
        finish=partial(_finish, actor, reflection),
        title="Your reflection so far",
    )


def _about(attempts: Sequence[Attempt]) -> None:
    items = "".join(_attempt(a) for a in _newest_first(attempts))
    st.html(f'<ul class="about-attempts" aria-label="About these attempts">{items}</ul>')


def _attempt(attempt: Attempt) -> str:
    note = f" {text(attempt.note)}" if attempt.note else ""
    result = chip(RESULT_TITLES[attempt.result])
    return f"<li><strong>{capital(day(attempt.happened_on))}</strong> {result}{note}</li>"


def _parts(actor: Actor, reflection_id: str, turns: Mapping[str, Turn]) -> None:
    steps.parts_list(services().reflections.get(actor, reflection_id), turns)


def _finish(actor: Actor, reflection: Reflection) -> None:
    steps.finish(reflection)
    depth.draw(actor, services().reflections.get(actor, reflection.id))
    deletion.button("reflection", reflection.id, "Delete this draft", leave_for="reflect")


def _kept(reflection: Reflection) -> None:
    with st.container(key="card-kept", gap="small"):
        for step in STEP_ORDER:
            words = reflection.draft.text(step)
            if words:
                title = f'<h2 class="step">{STEP_TITLES[step]}</h2>'
                st.html(f'{title}<p class="said">{text(words)}</p>')
        markup.note("Private: only you can open it.")
    with st.container(horizontal=True, gap="small"):
        story_links.of_reflection(reflection)
        st.button("Change it", icon=":material/edit:", on_click=_reopen, args=(reflection.id,))
        deletion.button("reflection", reflection.id, "Delete", leave_for="reflect")
    show_error(steps.PLACE)


def _reopen(reflection_id: str) -> None:
    with reporting(steps.PLACE):
        services().reflections.reopen(current_actor(), reflection_id)


def _newest_first(attempts: Sequence[Attempt]) -> list[Attempt]:
    return sorted(attempts, key=lambda a: (a.happened_on, a.created_at), reverse=True)
