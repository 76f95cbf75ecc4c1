"""The commitment as a form: the same parts as in the conversation, saved as they change."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.commitment import REQUIRED_SLOTS, SLOT_TITLES, Commitment, Slot
from coach.web.components import fields
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import section, text
from coach.web.runtime import current_actor, services

SECTIONS: Final[tuple[tuple[str, str, tuple[Slot, ...]], ...]] = (
    ("What I want", "", (Slot.WISH, Slot.OUTCOME)),
    ("What stands in the way", "Something in you helps most here.", (Slot.OBSTACLE,)),
    (
        "What I will do",
        "Something that another person could see.",
        (Slot.ACTION, Slot.CONTEXT, Slot.TARGET, Slot.TIME),
    ),
    ("And if it gets hard", "", (Slot.RESPONSE,)),
    ("How I will know", "", (Slot.SIGN, Slot.SUPPORT)),
)
_HINTS: Final[dict[Slot, str]] = {
    Slot.WISH: "What would you like to be different in how you lead?",
    Slot.OUTCOME: "What would be the best thing about it?",
    Slot.OBSTACLE: "A habit, a worry, a feeling",
    Slot.ACTION: "One thing you will say or do",
    Slot.CONTEXT: "The moment in which it starts",
    Slot.TARGET: "One person, or a few",
    Slot.TIME: "A day, an hour, how often",
    Slot.RESPONSE: "The smallest step that still works",
    Slot.SIGN: "What you will see or hear",
    Slot.SUPPORT: "Somebody who will ask you how it goes",
}


def draw(commitment: Commitment) -> None:
    """Draw the form."""
    remarks: dict[Slot, list[str]] = {}
    for remark in services().commitments.remarks(commitment):
        remarks.setdefault(remark.slot, []).append(remark.text)
    for index, (title, about, slots) in enumerate(SECTIONS):
        with st.container(key=f"card-form-{index}", gap="small"):
            section(title, about)
            for slot in slots:
                _field(commitment, slot, remarks.get(slot, []))


def _field(commitment: Commitment, slot: Slot, remarks: list[str]) -> None:
    key = field_key(commitment.id, slot)
    entry = commitment.draft.slots.get(slot)
    fields.follow(key, entry.text if entry else "")
    needed = "" if slot not in REQUIRED_SLOTS else " (needed)"
    st.text_area(
        SLOT_TITLES[slot] + needed,
        key=key,
        height=90,
        placeholder=_HINTS[slot],
        on_change=_save,
        args=(commitment.id, slot),
    )
    if remarks:
        st.html("".join(f'<p class="remark">{text(r)}</p>' for r in remarks))
    show_error(key)


def field_key(commitment_id: str, slot: Slot) -> str:
    """Return the key of one part's field."""
    return f"part-{commitment_id}-{slot}"


def catch_up(commitment_id: str) -> bool:
    """Save what was typed and not saved yet because of a newer click; say if there was any."""
    late = [slot for slot in Slot if fields.unsaved(field_key(commitment_id, slot)) is not None]
    for slot in late:
        _save(commitment_id, slot)
    return bool(late)


def _save(commitment_id: str, slot: Slot) -> None:
    key = field_key(commitment_id, slot)
    typed = fields.value(key)
    with reporting(key):
        commitment = services().commitments.set_slot(current_actor(), commitment_id, slot, typed)
        entry = commitment.draft.slots.get(slot)
        fields.saved(key, typed, entry.text if entry else "")
