"""The few fields of an attempt, for logging one and for changing one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import streamlit as st

from coach.domain.attempt import Attempt, AttemptResult
from coach.services.attempts import LONGEST_NOTE
from coach.web.components.wording import RESULT_WORDS, today

_OLDEST: Final = timedelta(days=366)
_CUE: Final[dict[bool, str]] = {True: "Yes", False: "No"}


@dataclass(frozen=True, slots=True)
class Keys:
    """Where one set of fields keeps its values."""

    prefix: str

    def of(self, field: str) -> str:
        """Return the key of one field."""
        return f"{self.prefix}-{field}"

    def values(self) -> Mapping[str, Any]:
        """Return what the fields hold, by the names that AttemptService takes."""
        names = ("happened_on", "cue_occurred", "result", "note")
        state = st.session_state.to_dict()
        return {name: state[self.of(name)] for name in names}


def draw(keys: Keys, attempt: Attempt | None = None) -> None:
    """Draw the fields, filled from the attempt or ready for today."""
    now = today()
    st.segmented_control(
        "Did the moment come?",
        options=[True, False],
        format_func=lambda cue: _CUE[cue],
        default=attempt.cue_occurred if attempt else True,
        key=keys.of("cue_occurred"),
        required=True,
        width="stretch",
    )
    st.segmented_control(
        "What did you do?",
        options=list(AttemptResult),
        format_func=lambda result: RESULT_WORDS[result],
        default=attempt.result if attempt else AttemptResult.TRIED,
        key=keys.of("result"),
        required=True,
        width="stretch",
    )
    st.text_input(
        "What happened, in one line",
        value=attempt.note if attempt else "",
        key=keys.of("note"),
        placeholder="You may leave this empty",
        max_chars=LONGEST_NOTE,
    )
    st.date_input(
        "When?",
        value=attempt.happened_on if attempt else now,
        min_value=min(now - _OLDEST, attempt.happened_on if attempt else date.max),
        max_value=max(now, attempt.happened_on if attempt else date.min),
        key=keys.of("happened_on"),
        format="DD/MM/YYYY",
    )
