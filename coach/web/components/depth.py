"""How deep a reflection goes: asked for with a quiet button, drawn for its member alone.

Only that it was asked for stays in the session; what was read is worked out anew at each run.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.depth.weights import Measured
from coach.domain.depth import Depth
from coach.domain.people import Actor
from coach.domain.reflection import STEP_TITLES, Reflection
from coach.services.depth import DepthCheck, ReadSentence, ReadStep
from coach.web.components import markup
from coach.web.components.boundary import boundary
from coach.web.components.markup import chip, text
from coach.web.runtime import services

WORDS: Final = {
    Depth.DESCRIPTION: "Description",
    Depth.REFLECTION: "Reflection",
    Depth.CRITICAL: "Critical reflection",
}
_TONES: Final = {Depth.DESCRIPTION: "", Depth.REFLECTION: "changed", Depth.CRITICAL: "good"}
_NOT_SURE: Final = "Not sure"
_MEANING: Final = (
    "Description says what happened. Reflection says what you felt and thought, what was hard, and "
    "why. Critical reflection looks with other eyes, says what you have learnt, or what you will "
    "change. A reflection needs all three; deeper is not better everywhere."
)
_NO_WHOLE: Final = "Too little of it is sure to say anything of the whole."
_PRIVATE: Final = "Nothing of this is stored, and nobody else can ask for it."
_MADE_OF: Final = (
    "It is a small program that has learnt from diaries of student teachers, not of managers."
)
_MISSES: Final = "It misses most critical reflection."
_MOST: Final = 0.5


def draw(actor: Actor, reflection: Reflection) -> None:
    """Draw the button below a reflection, and what was read once it is pressed."""
    if not reflection.draft.steps:
        return
    asked = f"depth-{reflection.id}"
    shown = bool(st.session_state.get(asked))
    with st.container(key="card-depth" if shown else "row-depth", gap="small"):
        st.button(
            "Close" if shown else "How deep does this go? Only you see this",
            key="depth",
            icon=":material/close:" if shown else ":material/lock:",
            type="tertiary",
            on_click=_turn,
            args=(asked,),
        )
        if shown:
            with boundary(st.error):
                _read(services().depth.check(actor, reflection.id))


def wrong(measured: Measured) -> str:
    """Return how often it is wrong, how much it leaves open, and what it mostly misses."""
    every = round(1 / max(1 - measured.right, 0.001))
    told = (
        f"On sentences of managers, where it names a level, it is wrong about one in {every}; "
        f"about {round(10 * (1 - measured.told))} in 10 it leaves open."
    )
    return f"{told} {_MISSES}" if measured.critical < _MOST else told


def _turn(asked: str) -> None:
    st.session_state[asked] = not st.session_state.get(asked)


def _read(check: DepthCheck) -> None:
    whole = check.read.whole
    markup.section("How deep this goes", _MEANING)
    st.html("".join(_step(one) for one in check.steps))
    if whole is None:
        markup.note(_NO_WHOLE)
    else:
        st.html(f'<p class="depth-whole">As a whole: {chip(WORDS[whole], _TONES[whole])}</p>')
    if check.question:
        st.html(
            '<p class="ask">A question to go on with, if you like</p>'
            f"{markup.quote(check.question, small=True)}"
        )
    markup.note(f"{_MADE_OF} {wrong(check.measured)} {_PRIVATE}")


def _step(one: ReadStep) -> str:
    items = "".join(_sentence(sentence) for sentence in one.sentences)
    title = STEP_TITLES[one.step]
    return f'<h3 class="step">{title}</h3><ul class="depth" aria-label="{title}">{items}</ul>'


def _sentence(one: ReadSentence) -> str:
    level = one.read.level
    mark = chip(_NOT_SURE, "quiet") if level is None else chip(WORDS[level], _TONES[level])
    return f"<li>{mark}<span>{text(one.words)}</span></li>"
