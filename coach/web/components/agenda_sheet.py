"""An agenda on a page: when what happens, for how long, and whose turn it is."""

from __future__ import annotations

import streamlit as st

from coach.services.agenda_sheet import Row, Sheet, facts, rows
from coach.web.components.markup import text


def draw(sheet: Sheet) -> None:
    """Draw what stands above the steps, and the steps."""
    about = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in facts(sheet))
    steps = "".join(map(_step, rows(sheet)))
    st.html(f'<dl class="facts">{about}</dl><ol class="agenda">{steps}</ol>')


def _step(row: Row) -> str:
    details = "".join(f"<li>{text(detail)}</li>" for detail in row.details)
    below = f"<ul>{details}</ul>" if details else ""
    return (
        f'<li><p class="when"><strong>{text(row.begins)}</strong> {text(row.minutes)}</p>'
        f'<div><h3>{text(row.title)}</h3><p class="note">{text(row.asks)}</p>{below}</div></li>'
    )
