"""Loading files: choosing them, for whom, and how far each one is."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Literal, Protocol

import streamlit as st

from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Load, LoadState
from coach.errors import CoachError, InvalidInput
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import SUPPORTED
from coach.services.loading import CAN_RETRY, UNDER_WAY
from coach.web.components import fields, markup
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import capital, counted, listed, size
from coach.web.runtime import current_actor, services

PLACE: Final = "loading"
_LARGEST_MB: Final = Limits().size // 1_000_000
_TAKES: Final = (
    f"{SUPPORTED}; up to {_LARGEST_MB} MB each. Nothing in a file is run, and nothing is fetched "
    "for it."
)
_POLL_S: Final = 1.0
_ROWS: Final = 25
_READING: Final = 0.1
"""Of a file's way, once it is being read; embedding is the rest."""
_STATES: Final = {
    LoadState.WAITING: ("Waiting", "quiet"),
    LoadState.READING: ("Being read", "quiet"),
    LoadState.EMBEDDING: ("Being taken in", "quiet"),
    LoadState.LOADED: ("Loaded", "good"),
    LoadState.UNCHANGED: ("Here already", "quiet"),
    LoadState.REFUSED: ("Refused", "changed"),
    LoadState.CANCELLED: ("Cancelled", "quiet"),
    LoadState.FAILED: ("Failed", "changed"),
}
_ORDER: Final = (
    *reversed(UNDER_WAY),
    LoadState.FAILED,
    LoadState.REFUSED,
    LoadState.CANCELLED,
    LoadState.LOADED,
    LoadState.UNCHANGED,
)
How = Literal["files", "folder"]


class Chosen(Protocol):
    """A file that lies in the browser's upload."""

    file_id: str
    name: str

    def getvalue(self) -> bytes:
        """Return its bytes."""
        ...


def choose(actor: Actor) -> None:
    """Draw the choice of files and of who may find them, and the button that loads them."""
    audiences = services().library.audiences(actor)
    with st.container(key="card-load", gap="small"):
        markup.section("Load documents", _TAKES)
        audience = st.selectbox(
            "Who may find them",
            options=list(audiences),
            format_func=lambda value: plain(audiences[value]),
            key="library-audience",
            persist_state="session",
        )
        how = st.segmented_control(
            "What you choose",
            options=["files", "folder"],
            format_func=lambda value: {"files": "Files", "folder": "A whole folder"}[value],
            default="files",
            required=True,
            key="library-how",
            label_visibility="collapsed",
        )
        sheet = fields.sheet("library-files")
        files = _uploader("folder" if how == "folder" else "files", sheet.number)
        show_error(PLACE)
        st.button(
            f"Load {counted(len(files), 'file')}" if files else "Load",
            key="library-load",
            type="primary",
            icon=":material/upload:",
            disabled=not files,
            on_click=_load,
            args=(files, audience or ORGANISATION, sheet),
        )


def _uploader(how: How, number: int) -> Sequence[Chosen]:
    return st.file_uploader(
        "Files to load" if how == "files" else "Folder to load",
        accept_multiple_files="directory" if how == "folder" else True,
        max_upload_size=_LARGEST_MB,
        key=f"library-{how}-{number}",
        label_visibility="collapsed",
    )


def _load(files: Sequence[Chosen], audience: str, sheet: fields.Sheet) -> None:
    """Hand the files over one by one; those that cannot be taken in stay chosen, with the reason.

    What was taken in is noted by its id, so that pressing the button again takes in the rest alone.
    """
    with reporting(PLACE):
        actor = current_actor()
        taken: set[str] = st.session_state.setdefault("library-taken", set())
        batch = st.session_state.setdefault("library-batch", secrets.token_hex(16))
        problems = []
        for file in files:
            if file.file_id in taken:
                continue
            try:
                services().library.upload(actor, file.name, file.getvalue(), audience, batch)
                taken.add(file.file_id)
            except CoachError as error:
                problems.append(f"{file.name}: {error}")
        if problems:
            raise InvalidInput("\n\n".join(map(plain, problems)))
        done(f"{counted(len(files), 'file')} on the way in.")
        del st.session_state["library-taken"], st.session_state["library-batch"]
        sheet.turn()


def progress(actor: Actor) -> None:
    """Draw how far the last files are; it looks again by itself while some are under way.

    Whenever one has come to its end the whole page is drawn anew, for then there is more in it.
    """
    waiting = _under_way(_last(services().library.loads(actor)))

    @st.fragment(run_every=_POLL_S if waiting else None)
    def drawn() -> None:
        with boundary(st.error):
            loads = _last(services().library.loads(current_actor()))
            if _under_way(loads) != waiting:
                st.rerun()
            if loads:
                _batch(loads)

    drawn()


def _last(loads: Sequence[Load]) -> list[Load]:
    """Return the files of the newest upload, and those of others that are under way."""
    newest = loads[0].batch_id if loads else ""
    return [x for x in loads if x.batch_id == newest or x.state in UNDER_WAY]


def _under_way(loads: Sequence[Load]) -> int:
    return sum(1 for load in loads if load.state in UNDER_WAY)


def _batch(loads: Sequence[Load]) -> None:
    counts = Counter(load.state for load in loads)
    ended = len(loads) - _under_way(loads)
    markup.section("On the way in" if ended < len(loads) else "Loaded last")
    if ended < len(loads):
        st.progress(
            sum(map(_share, loads)) / len(loads), text=f"{ended} of {counted(len(loads), 'file')}"
        )
    markup.note(_in_words(counts))
    show_error(f"{PLACE}-row")
    rows = sorted(loads, key=lambda load: (_ORDER.index(load.state), load.filename.casefold()))
    with st.container(key="loads", gap=None):
        for load in rows[:_ROWS]:
            _row(load)
    if len(rows) > _ROWS:
        markup.note(f"And {counted(len(rows) - _ROWS, 'more file', 'more files')}.")


def _in_words(counts: Counter[LoadState]) -> str:
    """Return e.g. "3 loaded, 1 refused"."""
    words = [f"{counts[s]} {_STATES[s][0].lower()}" for s in _ORDER if counts[s]]
    return f"{listed(words)}."


def _share(load: Load) -> float:
    """Return how far a file is, from 0 to 1."""
    if load.state not in UNDER_WAY:
        return 1.0
    if load.state is LoadState.WAITING:
        return 0.0
    return _READING + (1 - _READING) * (load.done / load.total if load.total else 0.0)


def _row(load: Load) -> None:
    with st.container(
        key=f"load-{load.id}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        words, tone = _STATES[load.state]
        st.html(
            f'<p class="load-name">{text(load.filename)}</p>'
            f'<p class="note">{chip(words, tone)} {text(_detail(load))}</p>{_bar(load)}'
        )
        if load.state in UNDER_WAY:
            _button("Cancel", load, ":material/close:", _cancel)
        elif load.state in CAN_RETRY:
            _button("Try again", load, ":material/refresh:", _retry)


def _detail(load: Load) -> str:
    if load.message:
        return capital(load.message.removeprefix(f"{load.filename!r} "))
    if load.state is LoadState.EMBEDDING and load.total:
        return f"{load.done} of {counted(load.total, 'passage')}"
    return size(load.bytes)


def _bar(load: Load) -> str:
    if load.state not in UNDER_WAY or load.state is LoadState.WAITING:
        return ""
    share = round(100 * _share(load))
    name = text(f"{load.filename}: {share} %")
    return f'<progress max="100" value="{share}" aria-label="{name}"></progress>'


def _button(label: str, load: Load, icon: str, act: Callable[[str], None]) -> None:
    st.button(
        label,
        key=f"{label.split(maxsplit=1)[0].lower()}-{load.id}",
        help=plain(f"{label}: {load.filename}"),
        icon=icon,
        type="tertiary",
        on_click=act,
        args=(load.id,),
    )


def _cancel(load_id: str) -> None:
    with reporting(f"{PLACE}-row"):
        services().library.cancel(current_actor(), load_id)


def _retry(load_id: str) -> None:
    with reporting(f"{PLACE}-row"):
        services().library.retry(current_actor(), load_id)
