"""Library: what the organisation has loaded, for admins; members are told that there is nothing."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.repertoire import ItemStatus
from coach.services.library import DocumentLine, Overview
from coach.web.components import document, loading, markup, nav, place
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import counted, size
from coach.web.runtime import services

_LEAD: Final = (
    "What your organisation knows, for its members to find. Members' own stories are not here: "
    "they stay with those who gave them."
)
_SHELVES: Final = {
    "document": "Loaded by you",
    "starter": "Starter repertoire",
    "out": "Out of use",
}
_EMPTY: Final = {
    "document": "You have loaded nothing yet.",
    "starter": "The starter repertoire is not loaded.",
    "out": "Nothing is retired or superseded.",
}
_PAGE: Final = 30
_INDEX: Final = {
    "exact": "None is needed yet: passages are compared one by one",
    "checking": "Being checked; until then passages are compared one by one",
    "building": "Being built; until then passages are compared one by one",
    "ready": "Ready",
}


def page(actor: Actor) -> None:
    """Draw the page."""
    overview = services().library.documents(actor)
    item_id = st.query_params.get("id", "")
    if item_id:
        document.draw(actor, item_id, overview)
        return
    markup.heading("Library", _LEAD)
    place.of_list("library")
    with st.container(key="library-columns", gap="large"):
        main, side = st.columns([3, 2], gap="large")
    with main:
        loading.choose(actor)
        loading.progress(actor)
        _documents(overview)
    with side:
        _state(overview)
        _failures(overview)


def _state(overview: Overview) -> None:
    markup.section("As things stand")
    in_use = sum(1 for line in overview.documents if line.status is ItemStatus.ACTIVE)
    facts = {
        "In use": f"{in_use} of {counted(len(overview.documents), 'item')}",
        "Passages": f"{overview.passages:,}",
        "Size": size(overview.bytes),
        "Search": _search(overview),
        "Vectors": f"{overview.vectors:,}" if overview.model else "",
        "Index": _index(),
    }
    rows = "".join(f"<dt>{k}</dt><dd>{text(v)}</dd>" for k, v in facts.items() if v)
    with st.container(key="card-state", gap="small"):
        st.html(f'<dl class="facts">{rows}</dl>')
        if services().repertoire.problem:
            markup.note(services().repertoire.problem)
        if overview.jobs == "down":
            markup.note("Loading has stopped: restart the app, and it goes on where it was.")


def _search(overview: Overview) -> str:
    return f"By meaning and words, with {overview.model}" if overview.model else "By words only"


def _index() -> str:
    index = services().repertoire.index
    if index is None:
        return ""
    state = index.state()
    return state.detail or _INDEX[state.phase]


def _failures(overview: Overview) -> None:
    if not overview.failures:
        return
    markup.section("What could not be loaded", "The newest first, each with its reason.")
    lines = "".join(
        f'<li class="note">{text(load.message)}</li>' for load in overview.failures[:_PAGE]
    )
    st.html(f'<ul class="failures">{lines}</ul>')


def _documents(overview: Overview) -> None:
    markup.section("What is there")
    with st.container(key="library-search", gap="small"):
        query = st.text_input(
            "Find by title or tag",
            key="library-query",
            type="search",
            live=True,
            placeholder="Find by title or tag",
            label_visibility="collapsed",
            persist_state="session",
        )
        shelf = st.segmented_control(
            "Show",
            options=list(_SHELVES),
            format_func=lambda name: _SHELVES[name],
            default="document",
            required=True,
            key="library-shelf",
            label_visibility="collapsed",
            persist_state="session",
        )
    words = query.casefold().split()
    found = [x for x in overview.documents if _shelf(x) == shelf and _matches(x, words)]
    if not found:
        markup.note(_none(searched=bool(words), shelf=shelf))
        return
    shown = int(st.session_state.get("library-shown", _PAGE))
    with st.container(key="library-items", gap=None):
        for line in found[:shown]:
            _line(line)
    if len(found) > shown:
        st.button(
            f"Show {min(_PAGE, len(found) - shown)} more of {len(found)}",
            key="library-more",
            on_click=_more,
            args=(shown,),
        )


def _more(shown: int) -> None:
    st.session_state["library-shown"] = shown + _PAGE


def _shelf(line: DocumentLine) -> str:
    return line.source if line.status is ItemStatus.ACTIVE else "out"


def _matches(line: DocumentLine, words: list[str]) -> bool:
    there = f"{line.title} {' '.join(line.tags)}".casefold()
    return all(word in there for word in words)


def _none(*, searched: bool, shelf: str) -> str:
    return "No title or tag here matches that." if searched else _EMPTY[shelf]


def _line(line: DocumentLine) -> None:
    with st.container(key=f"line-{line.id}", gap=None):
        nav.link("library", plain(line.title), id=line.id)
        facts = [line.audience_name, counted(line.passages, "passage"), size(line.bytes)]
        status = "" if line.status is ItemStatus.ACTIVE else chip(line.status.value, "quiet")
        st.html(f'<p class="note">{text(" · ".join(filter(None, facts)))} {status}</p>')
