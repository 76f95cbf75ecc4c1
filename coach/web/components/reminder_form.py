"""The fields of a reminder, for a new one and for one that is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Final

import streamlit as st

from coach.domain.reminders import LONGEST_LABEL, Reminder
from coach.services.rhythm import Wish
from coach.web.components import fields

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NONE: Final = ""
_USUAL: Final = time(9)
_STEP_S: Final = 300


def draw(
    prefix: str, commitments: Mapping[str, str], *, given: Reminder | None = None, first: str = ""
) -> None:
    """Draw the fields inside a form; `first` is the commitment that a new one begins with."""
    options = [_NONE, *commitments]
    about = (given.commitment_id if given else first) or _NONE
    st.selectbox(
        "What is it for?",
        options=options,
        index=options.index(about) if about in options else 0,
        format_func=lambda id_: commitments[id_] if id_ else "Nothing in particular",
        key=f"{prefix}-about",
    )
    st.pills(
        "On which days?",
        options=range(len(DAYS)),
        default=list(given.weekdays) if given else None,
        format_func=DAYS.__getitem__,
        selection_mode="multi",
        key=f"{prefix}-days",
    )
    st.time_input(
        "At what time?", value=given.at if given else _USUAL, step=_STEP_S, key=f"{prefix}-at"
    )
    st.text_input(
        "In your own words",
        value=given.label if given else "",
        max_chars=LONGEST_LABEL,
        placeholder="before my one-to-one",
        key=f"{prefix}-label",
    )
    st.checkbox(
        "My mails and my calendar may show these words",
        value=bool(given and given.shows_label),
        key=f"{prefix}-shows",
        help="Otherwise they say only that you asked to be reminded.",
    )


def wish(prefix: str) -> Wish:
    """Return what the fields say."""
    return Wish(
        commitment_id=fields.value(f"{prefix}-about") or None,
        weekdays=tuple(sorted(fields.value(f"{prefix}-days") or ())),
        at=fields.value(f"{prefix}-at") or _USUAL,
        label=str(fields.value(f"{prefix}-label") or ""),
        shows_label=bool(fields.value(f"{prefix}-shows")),
    )
