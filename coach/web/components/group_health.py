"""How a group is doing, drawn from counts by its three legs: a picture, no score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.group_health import Leg, Measure
from coach.web.components import markup
from coach.web.components.markup import text

_LEGS: Final = {Leg.DOMAIN: "Domain", Leg.COMMUNITY: "Community", Leg.PRACTICE: "Practice"}
_MOST_PIPS: Final = 12


def draw(found: Sequence[Measure]) -> None:
    """Draw the three legs side by side; one below the other on a phone."""
    markup.section("How we are doing", "Counts, not marks. What is empty comes with an idea.")
    st.html(f'<div class="legs">{"".join(_leg(leg, found) for leg in Leg)}</div>')


def _leg(leg: Leg, found: Sequence[Measure]) -> str:
    rows = "".join(_measure(measure) for measure in found if measure.leg is leg)
    return f'<section class="leg"><h3>{_LEGS[leg]}</h3><ul>{rows}</ul></section>'


def _measure(measure: Measure) -> str:
    hint = f'<p class="hint">{text(measure.hint)}</p>' if measure.hint else ""
    return (
        f'<li><p class="what">{text(measure.title)}</p>{_pips(measure)}'
        f'<p class="note">{text(measure.said)}</p>{hint}</li>'
    )


def _pips(measure: Measure) -> str:
    """Return one dot for each that could be there; the words beneath say the same."""
    whole = measure.whole if measure.whole is not None else measure.part
    if whole > _MOST_PIPS:
        share = round(100 * measure.part / whole)
        return f'<div class="share" aria-hidden="true"><span style="width:{share}%"></span></div>'
    dots = "".join(
        f'<span class="pip{" full" if at < measure.part else ""}"></span>' for at in range(whole)
    )
    return f'<div class="pips" aria-hidden="true">{dots}</div>' if dots else ""
