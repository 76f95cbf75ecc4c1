"""What the group writes down in a session: notes and decisions, its own words only."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.session_note import LONGEST_NOTE, NoteKind, SessionNote
from coach.services.agenda_sheet import promise
from coach.services.session_notes import NoteBoard, NoteView
from coach.web.components import fields, markup
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import capital
from coach.web.runtime import current_actor, services

PLACE: Final = "session-note"
_TITLES: Final = {NoteKind.NOTE: "Note", NoteKind.DECISION: "Decision"}
_CHANGING: Final = "session-note-changing"
"""Which note is being changed or deleted, and which of the two."""
_POLL_S: Final = 3.0
_NOBODY: Final = ""


def draw(actor: Actor, session_id: str) -> None:
    """Draw what is written down, and the way to add to it; its style sheet is `run.css`."""
    with st.expander("Notes and decisions", expanded=True, key="session-notes"):
        board = services().session_notes.board(actor, session_id)
        _live(session_id, board)
        show_error(PLACE)
        _add(session_id, board)


def _live(session_id: str, board: NoteBoard) -> None:
    """Draw the notes and look for new ones, but not while somebody changes one here."""
    changing, found = st.session_state.get(_CHANGING), [board]

    @st.fragment(run_every=None if changing else _POLL_S)
    def drawn() -> None:
        if st.session_state.get(_CHANGING) != changing:
            st.rerun()
        with boundary(st.error):
            now = found.pop() if found else _look(session_id)
            if not now.notes:
                markup.note("Nothing is written down yet. Everybody here can read what you add.")
            for view in now.notes:
                with st.container(key=f"session-note-{view.note.id}", gap="xxsmall"):
                    _note(view, now, changing)

    drawn()


def _look(session_id: str) -> NoteBoard:
    return services().session_notes.board(current_actor(), session_id)


def _note(view: NoteView, board: NoteBoard, changing: tuple[str, str] | None) -> None:
    note_id = view.note.id
    if changing == (note_id, "edit"):
        _edit(view.note, board)
        return
    st.html(_words(view))
    if changing == (note_id, "delete"):
        _really(note_id)
        return
    with st.container(key=f"row-note-{note_id}", horizontal=True, gap="small"):
        if view.mine:
            _small("Edit", "edit", view.note)
        if view.may_delete:
            _small("Delete", "delete", view.note)


def _words(view: NoteView) -> str:
    note = view.note
    chip = f"{markup.chip('Decision', 'good')} " if note.kind is NoteKind.DECISION else ""
    promised = capital(promise(view.seen_to_by, note.until))
    sees = f'<p class="run-promise">{text(promised)}</p>' if promised else ""
    said = f'<p class="said">{chip}{text(note.text)}</p>'
    return f'{said}{sees}<p class="note">{text(view.author)}</p>'


def _really(note_id: str) -> None:
    with st.container(key=f"row-note-{note_id}", horizontal=True, gap="small"):
        st.button("Delete for good", key="delete-yes", on_click=_delete, args=(note_id,))
        st.button("Keep it", key="delete-no", on_click=_leave)


def _small(label: str, icon: str, note: SessionNote) -> None:
    """Draw a quiet button; a screen reader hears which note it is about."""
    st.button(
        f"{label} *: {plain(note.text)}*",
        key=f"{label.lower()}-note-{note.id}",
        type="tertiary",
        icon=f":material/{icon}:",
        on_click=_change,
        args=(note.id, label.lower()),
    )


def _edit(note: SessionNote, board: NoteBoard) -> None:
    with st.form(f"change-note-{note.id}", border=False):
        st.text_area(
            "Change it",
            value=note.text,
            key=f"changed-{note.id}",
            height=90,
            max_chars=LONGEST_NOTE,
        )
        if note.kind is NoteKind.DECISION:
            _promise(note.id, board, note.seen_to_by_id or _NOBODY, note.until)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button("Save it", type="primary", on_click=_save, args=(note.id,))
            st.form_submit_button("Leave it as it was", type="tertiary", on_click=_leave)


def _add(session_id: str, board: NoteBoard) -> None:
    number = fields.sheet(_form(session_id)).number
    kind = st.segmented_control(
        "Write down",
        options=list(NoteKind),
        default=NoteKind.NOTE,
        required=True,
        format_func=_TITLES.__getitem__,
        key=f"note-kind-{session_id}",
    )
    key = f"{session_id}-{number}"
    with st.form(f"note-{key}", border=False):
        st.text_area(
            "What shall everybody find again?",
            key=f"note-text-{key}",
            height=90,
            max_chars=LONGEST_NOTE,
        )
        if kind is NoteKind.DECISION:
            _promise(key, board, _NOBODY, None)
        st.form_submit_button(
            "Write it down",
            icon=":material/add:",
            on_click=_write,
            args=(session_id, number, kind),
        )


def _promise(key: str, board: NoteBoard, who: str, until: date | None) -> None:
    """Draw who sees to a decision, and until when."""
    ids = [_NOBODY, *board.members]
    who_column, until_column = st.columns(2)
    who_column.selectbox(
        "Who sees to it?",
        options=ids,
        index=ids.index(who) if who in ids else 0,
        format_func=lambda id_: board.members[id_] if id_ else "Nobody in particular",
        key=f"note-who-{key}",
    )
    until_column.date_input(
        "Until when? (you may leave this empty)",
        value=until,
        key=f"note-until-{key}",
        format="DD/MM/YYYY",
    )


def _write(session_id: str, number: int, kind: NoteKind) -> None:
    sheet, key = fields.sheet(_form(session_id)), f"{session_id}-{number}"
    with reporting(PLACE):
        if number == sheet.number:
            services().session_notes.add(
                current_actor(),
                session_id,
                kind,
                str(fields.value(f"note-text-{key}") or ""),
                seen_to_by_id=fields.value(f"note-who-{key}") or None,
                until=fields.value(f"note-until-{key}"),
            )
            sheet.turn()


def _save(note_id: str) -> None:
    with reporting(PLACE):
        services().session_notes.edit(
            current_actor(),
            note_id,
            str(fields.value(f"changed-{note_id}") or ""),
            seen_to_by_id=fields.value(f"note-who-{note_id}") or None,
            until=fields.value(f"note-until-{note_id}"),
        )
        _leave()


def _delete(note_id: str) -> None:
    with reporting(PLACE):
        services().session_notes.delete(current_actor(), note_id)
        done("It is deleted.")
    _leave()


def _change(note_id: str, how: str) -> None:
    st.session_state[_CHANGING] = (note_id, how)


def _leave() -> None:
    st.session_state[_CHANGING] = None


def _form(session_id: str) -> str:
    return f"note-{session_id}"
