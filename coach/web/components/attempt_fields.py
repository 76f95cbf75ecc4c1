"""The few fields of an attempt, for logging one and for changing one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import streamlit as st

from coach.domain.attempt import RESULT_TITLES, Attempt, AttemptResult
from coach.web.components.wording import today

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
        state = st.session_state.to_dict()
        return {name: state[self.of(name)] for name in _beginning(None)}

    def begin(self, attempt: Attempt | None) -> None:
        """Fill the fields that hold nothing from the attempt, or make them ready for a new one."""
        held = st.session_state.to_dict()
        for name, start in _beginning(attempt).items():
            if self.of(name) not in held:
                st.session_state[self.of(name)] = start


def draw(keys: Keys, attempt: Attempt | None = None) -> None:
    """Draw the fields; the line of a new attempt stays over a visit to another page."""
    keys.begin(attempt)
    happened_on = attempt.happened_on if attempt else today()
    st.segmented_control(
        "Did the moment come?",
        options=[True, False],
        format_func=lambda cue: _CUE[cue],
        key=keys.of("cue_occurred"),
        required=True,
        width="stretch",
    )
    st.segmented_control(
        "What did you do?",
        options=list(AttemptResult),
        format_func=lambda result: RESULT_TITLES[result],
        key=keys.of("result"),
        required=True,
        width="stretch",
    )
    st.text_input(
        "What happened, in one line",
        key=keys.of("note"),
        placeholder="You may leave this empty",
        persist_state=None if attempt else "session",
    )
    st.date_input(
        "When?",
        min_value=min(today() - _OLDEST, happened_on),
        max_value=max(today(), happened_on),
        key=keys.of("happened_on"),
        format="DD/MM/YYYY",
    )


def _beginning(attempt: Attempt | None) -> dict[str, Any]:
    """Return what the fields hold at first, by the names that AttemptService takes."""
    return {
        "happened_on": attempt.happened_on if attempt else today(),
        "cue_occurred": attempt.cue_occurred if attempt else True,
        "result": attempt.result if attempt else AttemptResult.TRIED,
        "note": attempt.note if attempt else "",
    }
