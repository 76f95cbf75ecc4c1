"""The spaces of groups with their threads, and the band that says who reads what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from coach.domain.talk import LONGEST_POST, LONGEST_TITLE, Space
from coach.services.talk_views import SpaceView, ThreadLine
from coach.web.components import fields, markup, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import counted, day
from coach.web.runtime import current_actor, services

UNTITLED: Final = "A conversation whose title has gone"
_NEXT: Final = "talk-next"
_UNSENT: Final = "words-unsent"
_TITLES: Final = {Space.PRIVATE: "Only this group", Space.PUBLIC: "Open to the organisation"}
_ICONS: Final = {Space.PRIVATE: "lock", Space.PUBLIC: "public"}
_READERS: Final = {
    Space.PRIVATE: "Only this group can read this.",
    Space.PUBLIC: "Everybody in the organisation can read this.",
}


def draw(view: SpaceView, *, named: bool = False) -> None:
    """Draw a space with its threads; `named`: under the name of its group, with a
    link to its list."""
    title = _TITLES[view.space]
    with st.container(key=f"space-{view.group_id}-{view.space}", gap="xsmall"):
        markup.section(f"{view.group_name}: {title.lower()}" if named else title)
        band(view.space, view.group_name, mine=view.mine, unnamed=view.unnamed)
        if view.why_not:
            markup.note(view.why_not)
        for line in view.threads:
            _line(view, line)
        if not view.threads:
            markup.note("Nobody has begun a conversation here yet.")
        if named:
            nav.link(
                "talk",
                plain(f"To the conversations of {view.group_name}"),
                icon=":material/arrow_forward:",
                group=view.group_id,
            )


def begin(view: SpaceView) -> None:
    """Draw the form for a new thread, which says once more who will read it."""
    if not view.may_begin:
        unsent(view.group_id)
        return
    name = f"thread-{view.group_id}-{view.space}"
    number = fields.sheet(name).number
    with (
        st.expander(f"Begin a conversation: {_TITLES[view.space].lower()}", key=f"{name}-begin"),
        st.form(f"{name}-{number}", border=False),
    ):
        st.text_input("What is it about?", key=f"{name}-title-{number}", max_chars=LONGEST_TITLE)
        writing("What do you want to say?", f"{name}-text-{number}")
        band(view.space, view.group_name, mine=view.mine, unnamed=view.unnamed)
        st.form_submit_button(
            post_label("Begin it", view.space),
            type="primary",
            on_click=_begin,
            args=(view.group_id, view.space, number),
        )
        show_error(name)


def next_is(group_id: str, thread_id: str = "") -> None:
    """Let the coming run show this thread, or the group's list."""
    st.session_state[_NEXT] = (group_id, thread_id)


def go_on() -> None:
    """Leave for what `next_is` named, if it named something."""
    group_id, thread_id = st.session_state.pop(_NEXT, ("", ""))
    if thread_id:
        nav.go("talk", group=group_id, thread=thread_id)
    elif group_id:
        nav.go("talk", group=group_id)


def band(space: Space, group_name: str, *, mine: bool, unnamed: bool) -> None:
    """Draw who reads what is written in a space."""
    words = _READERS[space]
    if unnamed and mine:
        words += f" Those outside read “A member of {group_name}” in place of your name."
    icon = f'<span class="icon" aria-hidden="true">{_ICONS[space]}</span>'
    st.html(f'<p class="band {space}">{icon}<strong>{text(words)}</strong></p>')


def writing(label: str, key: str, *, value: str = "") -> None:
    """Draw the field for a post."""
    st.text_area(
        label,
        value=value,
        key=key,
        max_chars=LONGEST_POST,
        height=140,
        placeholder="Plain text; *emphasis*, - lists and > quotations work too",
    )


def post_label(verb: str, space: Space) -> str:
    """Return the label of a button that posts, which says where to."""
    return f"{verb}: {'everybody reads it' if space is Space.PUBLIC else 'only the group reads it'}"


def saving(place: str, number: int, where: str, words: str, save: Callable[[], None]) -> None:
    """Run what saves a sheet, once, and turn to a fresh one; else the words stay in it.

    `where` is the id of the thread, or of the group for a new one.
    """
    sheet = fields.sheet(place)
    with keeping(place, where, words):
        if number == sheet.number:
            save()
            sheet.turn()


@contextmanager
def keeping(place: str, where: str, words: str) -> Iterator[None]:
    """Do what sends words; if it fails they are kept, also where their field is gone by then."""
    st.session_state[_UNSENT] = (where, words)
    with reporting(place):
        yield
        st.session_state.pop(_UNSENT, None)


def unsent(where: str) -> None:
    """Draw, in place of a field, words that could not be sent because it was shut meanwhile."""
    kept_for, words = st.session_state.get(_UNSENT, ("", ""))
    if words and kept_for == where:
        markup.note("What you wrote was not sent. Here it is, to take it elsewhere:")
        st.html(f'<p class="said">{text(words)}</p>')


def _line(view: SpaceView, line: ThreadLine) -> None:
    title = plain(line.title or UNTITLED)
    with st.container(key=f"line-{line.id}", gap=None):
        nav.link(
            "talk",
            f"**{title}**" if line.new else title,
            group=view.group_id,
            thread=line.id,
        )
        facts = [f"Begun by {line.opened_by}", f"last post {day(line.last_at)}"]
        facts += [counted(line.new, "new post")] * bool(line.new) + ["closed"] * line.closed
        markup.note(" · ".join(facts))


def _begin(group_id: str, space: Space, number: int) -> None:
    name = f"thread-{group_id}-{space}"
    title, words = (
        str(fields.value(f"{name}-{part}-{number}") or "") for part in ("title", "text")
    )

    def save() -> None:
        thread = services().talk.begin(current_actor(), group_id, space, title=title, text=words)
        next_is(group_id, thread.id)
        done("Your conversation has begun.")

    saving(name, number, group_id, words, save)
