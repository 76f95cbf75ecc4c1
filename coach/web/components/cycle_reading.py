"""A cycle that is over, as its group shares it."""

from __future__ import annotations

import streamlit as st

from coach.domain.cycle import STAGE_TITLES, CycleStage
from coach.services.commitments import SharedCommitment
from coach.services.group_reading import CycleReading
from coach.web.components import markup, nav
from coach.web.components.markup import chip, text
from coach.web.components.wording import SESSION_TITLES, STATUS_WORDS, counted, day


def draw(reading: CycleReading) -> None:
    """Draw the challenge, the sessions, what members shared of their practice, and the vote."""
    cycle, group = reading.cycle, reading.group
    nav.link("group", "Back to the group", icon=":material/arrow_back:", group=group.id)
    markup.heading(cycle.topic or "No challenge", eyebrow=f"{group.name} · cycle {cycle.number}")
    if cycle.stage is not CycleStage.CLOSE:
        markup.note(f"It was left at “{STAGE_TITLES[cycle.stage]}”.")
    markup.section("What we tried", "What members chose to share, and how it ended.")
    commitments(reading.commitments)
    markup.section("Our sessions")
    for session in reading.sessions:
        title = f"{SESSION_TITLES[session.request.kind]}, {day(session.held_on)}"
        nav.link("session", title, icon=":material/event:", id=session.id)
    if not reading.sessions:
        markup.note("None was planned here.")
    if reading.proposals:
        markup.section("How it was chosen")
        rows = "".join(
            f"<li>{text(p.question)} <span class='note'>{counted(p.votes, 'vote')}</span></li>"
            for p in reading.proposals
        )
        st.html(f'<ul class="points">{rows}</ul>')


def commitments(shared: tuple[SharedCommitment, ...]) -> None:
    """Draw commitments that members share."""
    if not shared:
        markup.note("Nobody has shared a commitment of this cycle.")
        return
    st.html(f'<ul class="shared">{"".join(map(_commitment, shared))}</ul>')


def _commitment(shared: SharedCommitment) -> str:
    status = chip(STATUS_WORDS[shared.status])
    return (
        f'<li><p class="shared-name">{text(shared.name)} {status}</p>'
        f"{markup.quote(shared.sentence, small=True)}</li>"
    )
