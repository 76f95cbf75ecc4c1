"""One item of the library: what it is called, whom it is for, how it was cut, and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.repertoire import Gist, Item, ItemStatus, Passage
from coach.services.library import DocumentView, Overview
from coach.web.components import deletion, fields, item, markup, nav, place
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import counted, day, size
from coach.web.runtime import current_actor, services

PLACE: Final = "document"
_GONE: Final = "document-gone"
_PAGE: Final = 20
_STATUS: Final = {
    ItemStatus.ACTIVE: ("In use", "good"),
    ItemStatus.RETIRED: ("Retired: nobody finds it", "changed"),
    ItemStatus.SUPERSEDED: ("Superseded: nobody finds it", "changed"),
}
_SOURCES: Final = {"document": "loaded", "starter": "from the starter repertoire"}


def draw(actor: Actor, item_id: str, overview: Overview) -> None:
    """Draw the page of an item; NotFound for what is not an admin's to see."""
    nav.link("library", "Library", icon=":material/arrow_back:")
    view = services().library.document(actor, item_id)
    _head(view)
    place.of_thing(f"library {item_id}")
    with st.container(key="document-columns", gap="large"):
        main, side = st.columns([3, 2], gap="large")
    with main:
        _passages(view)
    with side:
        _facts(view, services().library.audiences(actor))
        _gist(view)
        _use(view, overview)


def _head(view: DocumentView) -> None:
    it = view.item
    eyebrow = f"{item.KIND_WORDS[it.kind]}, {_SOURCES.get(it.source, '')}"
    markup.heading(it.title, eyebrow=eyebrow)
    words, tone = _STATUS[it.status]
    facts = " · ".join(
        [
            f"For {view.audience_name[:1].lower()}{view.audience_name[1:]}"
            if it.audience == "organisation"
            else f"For {view.audience_name}",
            size(it.bytes),
            counted(len(view.passages), "passage"),
            f"last changed {day(it.updated_at)}",
        ]
    )
    st.html(f'<p class="note byline">{chip(words, tone)} {text(facts)}</p>')


def _facts(view: DocumentView, audiences: dict[str, str]) -> None:
    it = view.item
    title, tags, audience = (f"document-{name}-{it.id}" for name in ("title", "tags", "audience"))
    fields.follow(title, it.title)
    fields.follow(tags, ", ".join(it.tags))
    with st.container(key="card-facts"), st.form(f"facts-{it.id}", border=False):
        st.html("<h2>Title and audience</h2>")
        st.text_input("Title", key=title)
        st.text_input("Tags, with commas between", key=tags)
        names = list(audiences)
        st.selectbox(
            "Who may find it",
            options=names,
            index=names.index(it.audience) if it.audience in names else 0,
            format_func=lambda value: plain(audiences[value]),
            key=audience,
        )
        show_error(f"{PLACE}-facts")
        st.form_submit_button("Save", on_click=_save_facts, args=(it.id, title, tags, audience))


def _save_facts(item_id: str, title: str, tags: str, audience: str) -> None:
    with reporting(f"{PLACE}-facts"):
        typed, listed = fields.value(title), fields.value(tags)
        saved = services().library.edit(
            current_actor(),
            item_id,
            title=typed,
            tags=listed.split(","),
            audience=fields.value(audience),
        )
        fields.saved(title, typed, saved.title)
        fields.saved(tags, listed, ", ".join(saved.tags))
        done("It is saved.")


def _gist(view: DocumentView) -> None:
    it, gist = view.item, view.gist
    situation, lesson = f"document-situation-{it.id}", f"document-lesson-{it.id}"
    fields.follow(situation, gist.situation if gist else "")
    fields.follow(lesson, gist.lesson if gist else "")
    with st.container(key="card-gist"), st.form(f"gist-{it.id}", border=False):
        st.html(f'<h2>Situation and lesson</h2><p class="note">{text(_origin(it, gist))}</p>')
        st.text_area("Situation, in one sentence", key=situation, height=90)
        st.text_area("Lesson, in one general sentence", key=lesson, height=90)
        show_error(f"{PLACE}-gist")
        st.form_submit_button("Save", on_click=_save_gist, args=(it.id, situation, lesson))


def _origin(it: Item, gist: Gist | None) -> str:
    """Return where the two sentences come from."""
    if gist is None:
        return "Nobody has written them yet. They help to find it from another setting."
    when = day(gist.updated_at)
    if gist.origin == "edited":
        return f"Written by hand, {when}. No model changes them any more."
    if gist.origin == "author":
        return f"As {it.told_by or 'its author'} put it."
    prompt = f"{gist.prompt_name} {gist.prompt_version}".strip()
    return f"Distilled by {gist.model or 'a model'}, prompt {prompt}, {when}. Please check them."


def _save_gist(item_id: str, situation: str, lesson: str) -> None:
    with reporting(f"{PLACE}-gist"):
        typed = fields.value(situation), fields.value(lesson)
        saved = services().library.edit_gist(
            current_actor(), item_id, situation=typed[0], lesson=typed[1]
        )
        fields.saved(situation, typed[0], saved.situation)
        fields.saved(lesson, typed[1], saved.lesson)
        done("It is saved.")


def _use(view: DocumentView, overview: Overview) -> None:
    it = view.item
    with st.container(key="card-use", gap="small"):
        st.html("<h2>Use</h2>")
        show_error(f"{PLACE}-use")
        if view.superseded_by is not None:
            markup.note(f"Superseded by “{view.superseded_by.title}”.")
            nav.link("library", "Open that one", id=view.superseded_by.id)
        if it.status is ItemStatus.ACTIVE:
            nav.link("stories", "Read it as members do", icon=":material/auto_stories:", id=it.id)
            _supersede(it, overview)
        with st.container(horizontal=True, gap="xsmall"):
            if it.status is ItemStatus.ACTIVE:
                _button("Retire", ":material/inventory_2:", _retire, it.id)
            else:
                _button("Put back into use", ":material/unarchive:", _restore, it.id)
            _button("Cut and index anew", ":material/refresh:", _reindex, it.id)
            if st.button(
                "Delete", key="document-delete", icon=":material/delete:", type="tertiary"
            ):
                _ask(view)


def _supersede(it: Item, overview: Overview) -> None:
    others = {
        line.id: line.title
        for line in overview.documents
        if line.status is ItemStatus.ACTIVE and line.id != it.id
    }
    key = f"document-newer-{it.id}"
    with st.popover(
        "Superseded by another", key="supersede", icon=":material/swap_horiz:", type="tertiary"
    ):
        st.selectbox(
            "Which one is found in its place?",
            options=list(others),
            index=None,
            placeholder="Choose an item",
            format_func=lambda other: plain(others[other]),
            key=key,
        )
        st.button("Save", key=f"supersede-{it.id}", on_click=_supersede_by, args=(it.id, key))


def _button(label: str, icon: str, act: Callable[[str], None], item_id: str) -> None:
    st.button(
        label,
        key=f"document-{label.split(maxsplit=1)[0].lower()}",
        icon=icon,
        type="tertiary",
        on_click=act,
        args=(item_id,),
    )


def _supersede_by(item_id: str, key: str) -> None:
    with reporting(f"{PLACE}-use"):
        newer = fields.value(key)
        if newer:
            services().library.supersede(current_actor(), item_id, newer)
            done("Nobody finds this one any more.")


def _retire(item_id: str) -> None:
    with reporting(f"{PLACE}-use"):
        services().library.retire(current_actor(), item_id)
        done("Nobody finds it any more.")


def _restore(item_id: str) -> None:
    with reporting(f"{PLACE}-use"):
        services().library.restore(current_actor(), item_id)
        done("It can be found again.")


def _reindex(item_id: str) -> None:
    with reporting(f"{PLACE}-use"):
        services().library.reindex(current_actor(), item_id)
        done("It is cut anew and will be indexed in a moment.")


@st.dialog("Delete this?")
def _ask(view: DocumentView) -> None:
    if st.session_state.pop(_GONE, None) == view.item.id:
        nav.go("library")
    with boundary(st.error):
        deletion.consequences(_consequences(view))
        show_error(f"{PLACE}-delete")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Delete for good",
                key="document-delete-yes",
                type="primary",
                on_click=_delete,
                args=(view.item.id,),
            )
            if st.button("Keep it", key="document-delete-no"):
                st.rerun()


def _consequences(view: DocumentView) -> tuple[str, ...]:
    passages = counted(len(view.passages), "passage")
    lines = [
        f"It goes from the search, the index and the files behind it, with its {passages}.",
        "What members said of it, and that they tried it, goes too. Their commitments stay.",
    ]
    if view.item.source == "starter":
        lines.append(
            "It belongs to the starter repertoire and comes back when that is loaded again: "
            "retire it instead to keep it away."
        )
    return tuple(lines)


def _delete(item_id: str) -> None:
    with reporting(f"{PLACE}-delete"):
        services().library.delete(current_actor(), item_id)
        st.session_state[_GONE] = item_id
        done("It is deleted.")


def _passages(view: DocumentView) -> None:
    markup.section(
        "Passages", "As the text was cut for the search: each with its headings and its place."
    )
    if not view.passages:
        markup.note("It has not been cut yet.")
        return
    key = f"passages-shown-{view.item.id}"
    shown = int(st.session_state.get(key, _PAGE))
    st.html(f'<ol class="passages">{"".join(map(_passage, view.passages[:shown]))}</ol>')
    if len(view.passages) > shown:
        rest = len(view.passages) - shown
        st.button(
            f"Show {min(_PAGE, rest)} more of {len(view.passages)}",
            key="more-passages",
            on_click=_more,
            args=(key, shown),
        )


def _more(key: str, shown: int) -> None:
    st.session_state[key] = shown + _PAGE


def _passage(passage: Passage) -> str:
    under = (
        f'<p class="headings">{text(" / ".join(passage.headings))}</p>' if passage.headings else ""
    )
    tokens = f" · {counted(passage.tokens, 'token')}" if passage.tokens else ""
    where = (
        f"Passage {passage.position + 1} · characters {passage.start:,} to {passage.end:,}{tokens}"
    )
    said = f'<p class="said">{text(passage.text)}</p>'
    return f'<li><p class="where">{text(where)}</p>{under}{said}</li>'
