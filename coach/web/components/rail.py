"""The cycle as a slim rail: the stages in order, the current one marked and said in words."""

from __future__ import annotations

import streamlit as st

from coach.domain.cycle import STAGE_TITLES, CycleStage
from coach.web.components.markup import text
from coach.web.components.wording import time_left


def draw(current: CycleStage, days_left: int | None) -> None:
    """Draw the rail."""
    stages = list(CycleStage)
    at = stages.index(current)
    steps = "".join(_step(stage, index - at) for index, stage in enumerate(stages))
    left = "" if days_left is None else f" · {time_left(days_left)}"
    said = f"Step {at + 1} of {len(stages)}: <strong>{text(STAGE_TITLES[current])}</strong>{left}"
    st.html(
        f'<div class="rail"><ol aria-label="The steps of this cycle">{steps}</ol>'
        f'<p class="rail-said">{said}</p></div>'
    )


def _step(stage: CycleStage, distance: int) -> str:
    name = "now" if distance == 0 else "past" if distance < 0 else "ahead"
    current = ' aria-current="step"' if distance == 0 else ""
    state = {"now": "now", "past": "done", "ahead": "to come"}[name]
    return (
        f'<li class="{name}"{current}><span class="dot"></span>'
        f'<span class="stage">{text(STAGE_TITLES[stage])}</span>'
        f'<span class="sr-only">, {state}</span></li>'
    )
