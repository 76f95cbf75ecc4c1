"""The charter of a group: read, accepted by each for themselves, written by whoever leads."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.charter import SECTION_TITLES, Attribution, Sections, Terms
from coach.domain.reach import Reach
from coach.errors import InvalidInput
from coach.services.charters import LONGEST_SECTION, CharterView
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

PLACE: Final = "charter"
_FORM: Final = "charter"
_REACH: Final = {Reach.GROUP: "This group", Reach.ORGANISATION: "The whole organisation"}
_NAMES: Final = {
    Attribution.NONE: "Without a name",
    Attribution.MEMBER: "As “a member of the group”",
    Attribution.NAME: "Under one's own name",
}


def draw(group_id: str, view: CharterView) -> None:
    """Draw the charter as it holds now, and what this member may do with it."""
    markup.section("Our charter", _origin(view))
    is_accepted = view.accepted == view.charter.number
    unread = not is_accepted and view.charter.binds
    with st.expander("Read the charter", expanded=unread, key="read-charter"):
        st.html("".join(_parts(view)))
    if is_accepted:
        others = len(view.agreed) - 1
        markup.note(f"You have accepted it{f', and so have {others} more' if others else ''}.")
    else:
        st.button(
            "I accept this charter",
            key="accept-charter",
            type="primary" if view.charter.binds else "secondary",
            on_click=_accept,
            args=(group_id, view.charter.number),
        )
    if view.missing and (view.charter.binds or view.agreed):
        markup.note(f"Not accepted yet by: {', '.join(view.missing)}.")
    if view.may_write:
        _write(group_id, view)
    show_error(PLACE)


def _origin(view: CharterView) -> str:
    if view.charter.number == 0:
        return "The text that comes with this kind of group, until you write your own."
    by = f" by {view.written_by}" if view.written_by else ""
    return f"Version {view.charter.number}, written{by}, {day(view.charter.written_at)}."


def _parts(view: CharterView) -> list[str]:
    sections = view.charter.sections.model_dump()
    found = [
        f"<h3>{text(title)}</h3><p>{text(sections[name])}</p>"
        for name, title in SECTION_TITLES.items()
    ]
    terms = view.charter.terms
    names = ", ".join(_NAMES[a][:1].lower() + _NAMES[a][1:] for a in terms.attributions)
    found.append(
        f"<p class='note'>What members share reaches at most: "
        f"{text(_REACH[terms.widest_audience].lower())}. It can be shared {text(names)}.</p>"
    )
    return found


def _write(group_id: str, view: CharterView) -> None:
    """Draw the form for the next version; nothing is lost when it is refused."""
    number = fields.sheet(_FORM).number
    with (
        st.expander("Write a new version", key="write-charter"),
        st.form(f"charter-{number}", border=False),
    ):
        markup.note("Everybody is asked to accept a new version.")
        sections = view.charter.sections.model_dump()
        for name, title in SECTION_TITLES.items():
            st.text_area(
                title,
                value=sections[name],
                key=f"charter-part-{name}-{number}",
                max_chars=LONGEST_SECTION,
                height=140,
            )
        st.radio(
            "What members share reaches at most",
            options=list(_REACH),
            index=list(_REACH).index(view.charter.terms.widest_audience),
            format_func=_REACH.__getitem__,
            key=f"charter-reach-{number}",
        )
        st.multiselect(
            "It can be shared",
            options=list(_NAMES),
            default=list(view.charter.terms.attributions),
            format_func=_NAMES.__getitem__,
            key=f"charter-attributions-{number}",
        )
        st.form_submit_button("Save this version", on_click=_save, args=(group_id, number))


def _accept(group_id: str, number: int) -> None:
    with reporting(PLACE):
        services().charters.accept(current_actor(), group_id, number)
        done("You have accepted the charter.")


def _save(group_id: str, number: int) -> None:
    sheet = fields.sheet(_FORM)
    with reporting(PLACE):
        if number != sheet.number:
            return
        sections, terms = _typed(number)
        services().charters.write(current_actor(), group_id, sections=sections, terms=terms)
        sheet.turn()
        done("The new version is saved: everybody is asked to accept it.")


def _typed(number: int) -> tuple[Sections, Terms]:
    """Return what stands in the form; InvalidInput names what is missing."""
    parts = {name: str(fields.value(f"charter-part-{name}-{number}")) for name in SECTION_TITLES}
    empty = next((SECTION_TITLES[name] for name, words in parts.items() if not words.strip()), "")
    if empty:
        raise InvalidInput(f"{empty!r} is empty: write a sentence or two.")
    chosen = tuple(fields.value(f"charter-attributions-{number}") or ())
    if not chosen:
        raise InvalidInput("Nobody could share anything: choose at least one way of naming.")
    reach = fields.value(f"charter-reach-{number}")
    return Sections(**parts), Terms(widest_audience=reach, attributions=chosen)
