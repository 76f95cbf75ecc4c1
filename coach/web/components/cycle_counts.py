"""The counts of a group's cycle: totals side by side, without "of how many"."""

from __future__ import annotations

import streamlit as st

from coach.domain.cycle_counts import CycleCounts
from coach.web.components import markup


def draw(counts: CycleCounts | None) -> None:
    """Draw the totals; nothing where there are none."""
    if counts is None:
        return
    markup.styles("theme_picture")
    figures = (
        ("Commitments shared", str(counts.shared)),
        ("Attempts logged", "" if counts.attempts is None else str(counts.attempts)),
        ("Kept", str(counts.kept)),
        ("Adapted", str(counts.adapted)),
        ("Dropped", str(counts.dropped)),
    )
    untold = f"told once {counts.least} of you have logged one"
    rows = "".join(
        f"<div><dt>{name}</dt>"
        + (f"<dd>{number}</dd>" if number else f'<dd class="untold">{untold}</dd>')
        + "</div>"
        for name, number in figures
    )
    st.html(f'<dl class="figures" aria-label="This cycle in numbers">{rows}</dl>')
    markup.note(
        "Totals of this cycle. How commitments ended that members keep to themselves is added "
        f"for {counts.least} of them at a time, so that no number tells of one."
    )
