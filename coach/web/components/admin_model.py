"""What the installation runs on: models, prompts, index, database and disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.installation import Answer, PromptFacts, State
from coach.web.components import markup
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import chip, text
from coach.web.components.wording import coach_now, counted, model_name, place, size
from coach.web.runtime import current_actor, services

PLACE: Final = "admin-model"
_ANSWERS: Final = "model-answers"
_INDEX: Final = {
    "exact": "None is needed yet: passages are compared one by one",
    "checking": "Being checked; until then passages are compared one by one",
    "building": "Being built; until then passages are compared one by one",
    "ready": "Ready",
    "": "None: search goes by words alone",
}
_HASH: Final = 12
"""Hex digits of a prompt's hash that are enough to recognise it by."""


def draw(actor: Actor) -> None:
    """Draw the part."""
    state = services().installation.state(actor)
    left, right = st.columns(2, gap="large")
    with left:
        _models(state)
        _prompts(state.prompts)
    with right:
        _index(state)
        _storage(state)


def _models(state: State) -> None:
    markup.section("Models")
    with st.container(key="card-models", gap="small"):
        status = state.model
        _facts(
            {
                "Replies": model_name(status),
                "Where": "" if status.kind == "none" else place(status),
                "Now": coach_now(status) or "It is ready.",
                "Detail": status.detail,
                "Search": state.embedder or "By words alone",
            }
        )
        if state.search_problem:
            markup.note(state.search_problem)
        if st.button(
            "Check whether they answer", key="model-check", icon=":material/network_check:"
        ):
            with st.spinner("Asking"), boundary(st.error):
                st.session_state[_ANSWERS] = services().installation.check(current_actor())
        answers: tuple[Answer, ...] | None = st.session_state.pop(_ANSWERS, None)
        if answers is not None:
            st.html("".join(map(_answer, answers)) or '<p class="note">There is none to ask.</p>')


def _answer(answer: Answer) -> str:
    mark = chip("Answers", "good") if answer.works else chip("Does not answer", "changed")
    words = f"after {answer.seconds:.1f} s" if answer.works else answer.problem
    return f'<p class="note">{text(answer.what)} {mark} {text(words)}</p>'


def _prompts(prompts: tuple[PromptFacts, ...]) -> None:
    markup.section("Prompts", "Every reply keeps the name, version and hash of its prompt.")
    rows = "".join(
        f"<dt>{text(p.name)}</dt><dd>version {p.version}, "
        f"<code>{p.sha256[:_HASH]}</code><br>{text(p.description)}</dd>"
        for p in prompts
    )
    st.html(f'<dl class="facts">{rows}</dl>')


def _index(state: State) -> None:
    held = state.held
    missing = [
        f"{counted(held.not_split, 'item')} to split" if held.not_split else "",
        f"{counted(held.without_gist, 'lesson')} to distil" if held.without_gist else "",
        f"{counted(held.without_vector, 'passage')} to embed" if held.without_vector else "",
    ]
    markup.section("Repertoire and index")
    with st.container(key="card-index", gap="small"):
        _facts(
            {
                "In use": counted(held.items, "item"),
                "Passages": f"{held.passages:,}",
                "Vectors": f"{held.vectors:,}" if state.embedder else "",
                "Missing": ", ".join(filter(None, missing)) or "Nothing",
                "Index": _INDEX[state.index],
            }
        )
        if state.index_problem:
            markup.note(state.index_problem)
        show_error(PLACE)
        st.button(
            "Make the index anew",
            key="index-rebuild",
            icon=":material/refresh:",
            disabled=not state.index,
            help="Makes what is missing first. Search goes on meanwhile.",
            on_click=_rebuild,
        )


def _rebuild() -> None:
    with reporting(PLACE):
        services().installation.rebuild(current_actor())
        done("The index is made anew: see Jobs for how it goes.")


def _storage(state: State) -> None:
    markup.section("Database and disk")
    with st.container(key="card-storage", gap="small"):
        _facts(
            {
                "Database": f"{state.database}, {size(state.database_bytes)}",
                "Free disk": "" if state.free is None else size(state.free),
            }
        )


def _facts(facts: Mapping[str, str]) -> None:
    rows = "".join(f"<dt>{k}</dt><dd>{text(v)}</dd>" for k, v in facts.items() if v)
    st.html(f'<dl class="facts">{rows}</dl>')
