"""The texts that the organisation writes for everybody, with their versions."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.dialogue.crisis import MAX_WORDS
from coach.domain.organisation_text import TEXT_TITLES, TextName
from coach.domain.people import Actor
from coach.services.organisation_texts import LONGEST, TextView, WrittenVersion
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import day
from coach.web.plain_text import paragraphs
from coach.web.runtime import current_actor, services

PLACE: Final = "admin-texts"
_PRIVACY: Final = "Shown on the page about the coach, and to everybody who opens an invitation."
_CRISIS: Final = (
    "Given word for word when a message speaks of danger, harm or legal risk; no model words it. "
    f"At most {MAX_WORDS} words. Name the help at your place, with its number, and have it read "
    "by somebody who knows that help."
)
_GONE: Final = "somebody who has left"


def draw(actor: Actor) -> None:
    """Draw the part."""
    name = TextName(
        st.selectbox(
            "Which text",
            options=[one.value for one in TextName],
            format_func=lambda value: TEXT_TITLES[TextName(value)],
            key="text-chosen",
            persist_state="session",
        )
    )
    view = services().texts.view(actor, name)
    left, right = st.columns(2, gap="large")
    with left:
        _in_force(view)
    with right:
        _edit(view)


def _in_force(view: TextView) -> None:
    markup.section("In force now", _CRISIS if view.name.crisis else _PRIVACY)
    with st.container(key="card-text", gap="small"):
        st.html(_whole(view.text))
    markup.note(_origin(view))
    if view.versions:
        with st.expander("Every version that was written", key="text-versions"):
            for version in view.versions:
                _version(version, view.name)


def _origin(view: TextView) -> str:
    reviewed = f" Reviewed by: {view.reviewed_by}." if view.reviewed_by else ""
    if view.is_base:
        source = (
            "the file of your organisation (COACH_CRISIS_FILE)" if view.from_file else "the app"
        )
        return f"This is the text of {source}.{reviewed}"
    return f"{_by(view.versions[0])}.{reviewed}"


def _by(version: WrittenVersion) -> str:
    who = version.written_by or _GONE
    return f"Version {version.number}, by {who}, {day(version.written_at)}"


def _version(version: WrittenVersion, name: TextName) -> None:
    reviewed = f" · reviewed by {version.reviewed_by}" if name.crisis and version.text else ""
    st.html(f'<p class="note"><strong>{text(_by(version))}</strong>{text(reviewed)}</p>')
    if version.text:
        st.html(_whole(version.text))
    else:
        markup.note("Back to the text that ships.")


def _whole(words: str) -> str:
    parts = "".join(f'<p class="said">{text(part)}</p>' for part in paragraphs(words))
    return f'<div class="paragraphs">{parts}</div>'


def _edit(view: TextView) -> None:
    """Draw the field; what is typed in it stays until it is saved, whatever others save."""
    key = f"text-{view.name}-{fields.sheet(_sheet(view.name)).number}"
    read = st.session_state.setdefault(f"read-{key}", view.number)
    markup.section("Write your own")
    st.text_area(
        "Text",
        value=view.text,
        key=key,
        height=320,
        max_chars=LONGEST,
        persist_state="session",
    )
    if view.name.crisis:
        own = "" if view.is_base else view.reviewed_by
        st.text_input(
            "Reviewed by",
            value=own,
            key=f"reviewed-{key}",
            max_chars=120,
            persist_state="session",
        )
    show_error(PLACE)
    with st.container(key="text-actions", horizontal=True, gap="small"):
        st.button(
            "Put it in force",
            key="text-save",
            type="primary",
            on_click=_save,
            args=(view.name, key, read),
        )
        st.button(
            "Back to the text of your file" if view.from_file else "Back to the text that ships",
            key="text-reset",
            disabled=view.is_base,
            on_click=_reset,
            args=(view.name, key, read),
        )


def _save(name: TextName, key: str, read: int) -> None:
    _read_anew(key)
    with reporting(PLACE):
        services().texts.write(
            current_actor(),
            name,
            str(fields.value(key) or ""),
            reviewed_by=str(fields.value(f"reviewed-{key}") or ""),
            after=read,
        )
        fields.sheet(_sheet(name)).turn()
        done("The text is in force.")


def _reset(name: TextName, key: str, read: int) -> None:
    _read_anew(key)
    with reporting(PLACE):
        services().texts.reset(current_actor(), name, after=read)
        fields.sheet(_sheet(name)).turn()
        done("The earlier text is in force again.")


def _read_anew(key: str) -> None:
    """Count the version that the coming run shows as read: it stands above the field then."""
    st.session_state.pop(f"read-{key}", None)


def _sheet(name: TextName) -> str:
    return f"text-{name}"
