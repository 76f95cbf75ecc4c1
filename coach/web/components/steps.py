"""A reflection in the making: its five steps as a live draft and as a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from coach.domain.conversation import Turn
from coach.domain.reflection import STEP_ORDER, STEP_TITLES, Reflection, ReflectionStep
from coach.web.components import fields, parts
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import note
from coach.web.runtime import current_actor, services

PLACE: Final = "reflection"
_HINTS: Final = {
    ReflectionStep.HAPPENED: "Only what a camera would have seen and heard",
    ReflectionStep.FELT: "In you, and what you noticed in others",
    ReflectionStep.MEANING: "Why it went that way, and what you had taken for granted",
    ReflectionStep.LESSON: "One sentence that would hold elsewhere too",
    ReflectionStep.NEXT: "When is the next chance, and what will you do?",
}


def parts_list(reflection: Reflection, turns: Mapping[str, Turn]) -> None:
    """Draw the steps with the words they came from."""
    steps = reflection.draft.steps
    items = [
        parts.item(STEP_TITLES[step], steps.get(step, ()), turns, needed=False)
        for step in STEP_ORDER
    ]
    st.html(parts.listing(items, "The steps of your reflection"))


def form(reflection: Reflection) -> None:
    """Draw the steps as fields, saved as they change."""
    with st.container(key="card-steps", gap="small"):
        for step in STEP_ORDER:
            key = field_key(reflection.id, step)
            fields.follow(key, reflection.draft.text(step))
            st.text_area(
                STEP_TITLES[step],
                key=key,
                height=110,
                placeholder=_HINTS[step],
                on_change=_save,
                args=(reflection.id, step),
            )
            show_error(key)


def finish(reflection: Reflection) -> None:
    """Draw the way to keep it."""
    with st.container(key="card-keep", gap="small"):
        missing = reflection.draft.next_step()
        note(
            "All five steps are here. Keep it when it says what you mean."
            if missing is None
            else "You can keep it as it is, or go on: you do not have to fill every step."
        )
        note("A reflection is private: only you can read it, now and later.")
        st.button(
            "Keep this reflection",
            key="keep",
            type="primary" if missing is None else "secondary",
            icon=":material/check:",
            on_click=_keep,
            args=(reflection.id,),
        )
        show_error(PLACE)


def field_key(reflection_id: str, step: ReflectionStep) -> str:
    """Return the key of one step's field."""
    return f"step-{reflection_id}-{step}"


def catch_up(reflection_id: str) -> bool:
    """Save what was typed and not saved yet because of a newer click; say if there was any."""
    late = [s for s in STEP_ORDER if fields.unsaved(field_key(reflection_id, s)) is not None]
    for step in late:
        _save(reflection_id, step)
    return bool(late)


def _save(reflection_id: str, step: ReflectionStep) -> None:
    key = field_key(reflection_id, step)
    typed = fields.value(key)
    with reporting(key):
        reflection = services().reflections.set_step(current_actor(), reflection_id, step, typed)
        fields.saved(key, typed, reflection.draft.text(step))


def _keep(reflection_id: str) -> None:
    with reporting(PLACE):
        services().reflections.keep(current_actor(), reflection_id)
        done("Your reflection is kept. Only you can read it.")
