"""Stories: what peers went through and made of it, to browse, to search and to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.repertoire import ItemKind
from coach.domain.shelving import Listed, Shelves, Topic, Wanted
from coach.web.components import item, left_items, markup, nav, place, reading
from coach.web.components.markup import plain, text
from coach.web.components.wording import counted
from coach.web.runtime import services

_LEAD: Final = (
    "What others in a place like yours went through, what they tried, and what they made of it."
)
_ASK: Final = "A word, or your situation in a sentence"
_BY_WORDS: Final = (
    "This search goes by words only: no embedding model is set up here. If nothing comes, try "
    "other words for the same thing."
)
_FILTERS: Final = ("stories-challenge", "stories-teller", "stories-whose")


def page(actor: Actor) -> None:
    """Draw the page."""
    item_id = st.query_params.get("id", "")
    if item_id:
        reading.draw(actor, item_id, st.query_params.get("at", ""))
        return
    markup.heading("Stories", _LEAD)
    place.of_list("stories")
    nav.link("story", "Tell a story", icon=":material/edit_note:")
    left_items.draw(actor)
    query, wanted = _looked_for(actor)
    if query:
        _results(services().stories.find(actor, query, wanted))
        return
    shelves = services().stories.shelves(actor, wanted)
    if shelves.empty:
        _nothing_there(narrowed=wanted != Wanted())
        return
    _shelves(shelves)


def _looked_for(actor: Actor) -> tuple[str, Wanted]:
    with st.container(key="stories-search", gap="small"):
        query = st.text_input(
            "Search the stories",
            key="stories-query",
            type="search",
            live=True,
            placeholder=_ASK,
            label_visibility="collapsed",
            persist_state="session",
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            kinds = st.pills(
                "Show",
                options=list(ItemKind),
                selection_mode="multi",
                format_func=lambda kind: item.KIND_PLURALS[kind],
                key="stories-kinds",
                label_visibility="collapsed",
                persist_state="session",
            )
            wanted = _narrowed(actor, frozenset(kinds))
        if not services().stories.by_meaning:
            markup.note(_BY_WORDS)
    return query.strip(), wanted


def _narrowed(actor: Actor, kinds: frozenset[ItemKind]) -> Wanted:
    in_use = sum(1 for key in _FILTERS if st.session_state.get(key))
    label = f"Narrow down · {in_use}" if in_use else "Narrow down"
    topics = services().stories.topics(actor)
    with st.popover(label, key="filters", icon=":material/tune:", type="tertiary"):
        challenge = st.selectbox(
            "Challenge",
            options=["", *topics],
            format_func=lambda slug: plain(topics[slug]) if slug else "Any",
            key="stories-challenge",
            persist_state="session",
        )
        told_by = st.selectbox(
            "Told by",
            options=["", *services().stories.tellers(actor)],
            format_func=lambda teller: plain(teller) or "Anybody",
            key="stories-teller",
            persist_state="session",
        )
        mine = st.toggle(
            "Only what was given to my group", key="stories-whose", persist_state="session"
        )
    return Wanted(kinds=kinds, challenge=challenge or "", told_by=told_by or "", mine=mine)


def _results(found: Sequence[Listed]) -> None:
    if not found:
        _nothing_found()
        return
    with st.container(key="narrow", gap="small"):
        markup.note(f"{counted(len(found), 'thing')} that may fit, the closest first.")
        for listed in found:
            _result(listed)


def _result(listed: Listed) -> None:
    with st.container(key=f"card-found-{listed.item_id}", gap=None):
        question = f" · {text(listed.question)}" if listed.question else ""
        kind = text(item.label(listed.kind, guide=listed.guide))
        st.html(f'<p class="kind-line"><strong>{kind}</strong>{question}</p>')
        with st.container(key=f"title-{listed.item_id}"):
            _link(listed, plain(listed.title))
        under = " / ".join(listed.headings)
        where = f'<p class="note">Under “{text(under)}”</p>' if under else ""
        by = f"told by {listed.told_by}" if listed.told_by else ""
        facts = " · ".join(filter(None, [by[:1].upper() + by[1:], item.lineage(listed.told)]))
        foot = f'<p class="note">{text(facts)}</p>' if facts else ""
        st.html(f'{where}<p class="found-lines">{text(listed.lines)}</p>{foot}')


def _link(listed: Listed, label: str) -> None:
    at = {"at": listed.passage_id} if listed.passage_id else {}
    nav.link("stories", label, id=listed.item_id, **at)


def _nothing_found() -> None:
    with st.container(key="narrow"):
        markup.note(
            "Nothing here fits that. Say what happened in a sentence or two, as you would to a "
            "colleague, or clear the field and look through the shelves. Your group may know: "
            "bring the question to your next session."
        )


def _nothing_there(*, narrowed: bool) -> None:
    markup.note(
        "Nothing stands here that narrow. Take away a filter to see more."
        if narrowed
        else "Nothing has been shared here yet. Whoever runs Repertoire can load the starter "
        "stories and what your organisation knows."
    )


def _shelves(shelves: Shelves) -> None:
    with st.container(key="shelves", gap="medium"):
        if shelves.topics:
            left, right = st.columns(2, gap="medium")
            for name, column, topics in zip(
                "lr", (left, right), _halves(shelves.topics), strict=True
            ):
                with column:
                    for number, topic in enumerate(topics):
                        _shelf(f"{name}{number}", topic.question, topic.items)
        if shelves.others:
            _shelf("others", "From your organisation", shelves.others)
        if shelves.guides:
            markup.section("Guides for your sessions", "How to run what you do together.")
            _shelf("guides", "", shelves.guides)


def _halves(topics: Sequence[Topic]) -> tuple[list[Topic], list[Topic]]:
    """Return two columns of about the same length, each in its order."""
    left: list[Topic] = []
    right: list[Topic] = []
    for topic in topics:
        shorter = left if _length(left) <= _length(right) else right
        shorter.append(topic)
    return left, right


def _length(topics: Sequence[Topic]) -> int:
    return sum(2 + len(topic.items) for topic in topics)


def _shelf(key: str, title: str, items: Sequence[Listed]) -> None:
    with st.container(key=f"card-shelf-{key}", gap=None):
        if title:
            st.html(f'<h2 class="shelf-title">{text(title)}</h2>')
        for listed in items:
            _link(listed, _entry(listed))


def _entry(listed: Listed) -> str:
    """Return title and teller for a link, which is drawn as two lines."""
    plainest = listed.kind is ItemKind.STORY or listed.guide
    kind = "" if plainest else item.KIND_WORDS[listed.kind]
    teller = listed.told_by[:1].upper() + listed.told_by[1:]
    about = " · ".join(filter(None, [kind, teller]))
    return (
        f"**{plain(listed.title)}** :gray[{plain(about)}]"
        if about
        else f"**{plain(listed.title)}**"
    )
