"""What the queue does: files on their way in, and what is distilled, embedded and indexed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.repertoire import Load, LoadState
from coach.services.job_board import JobBoard
from coach.services.loading import CAN_RETRY, UNDER_WAY
from coach.web.components import markup
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import counted, day
from coach.web.runtime import current_actor, services

PLACE: Final = "admin-jobs"
_POLL_S: Final = 2.0
_MOST: Final = 50
_QUEUE: Final = {
    "idle": "Jobs are not started yet.",
    "starting": "Jobs are being started.",
    "running": "Jobs run in this process.",
    "elsewhere": "Jobs run in another process of this installation.",
    "down": "Jobs have stopped: restart the app, and they go on where they were.",
}
_KINDS: Final = {"refresh": "Splitting, distilling and embedding", "vacuum": "Index"}
_STATES: Final = {
    LoadState.WAITING: ("Waiting", "quiet"),
    LoadState.READING: ("Being read", "quiet"),
    LoadState.EMBEDDING: ("Being embedded", "quiet"),
    LoadState.FAILED: ("Failed", "changed"),
    LoadState.REFUSED: ("Refused", "changed"),
    LoadState.CANCELLED: ("Cancelled", "quiet"),
}


def draw(actor: Actor) -> None:
    """Draw the part; it looks again by itself while something waits or runs."""
    busy = services().job_board.board(actor).is_busy

    @st.fragment(run_every=_POLL_S if busy else None)
    def drawn() -> None:
        with boundary(st.error):
            board = services().job_board.board(current_actor())
            if board.is_busy != busy:
                st.rerun()
            _board(board)

    drawn()


def _board(board: JobBoard) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_error(PLACE)
        _loads("Files on their way in", board.under_way, "None is on its way.")
        _loads("Files that were not loaded", board.ended_badly, "None has failed.")
    with right:
        _repertoire(board)


def _loads(title: str, loads: tuple[Load, ...], none: str) -> None:
    markup.section(title)
    if not loads:
        markup.note(none)
    for load in loads[:_MOST]:
        with st.container(
            key=f"line-{load.id}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(
                f'<p class="load-name">{text(load.filename)}</p>'
                f'<p class="note">{chip(*_STATES[load.state])} {text(_detail(load))}</p>'
            )
            if load.state in UNDER_WAY:
                _button("Cancel", load, _cancel)
            elif load.state in CAN_RETRY:
                _button("Try again", load, _retry)
    if len(loads) > _MOST:
        markup.note(f"And {counted(len(loads) - _MOST, 'more file', 'more files')}.")


def _detail(load: Load) -> str:
    if load.message:
        return f"{load.message} ({day(load.updated_at)})"
    if load.state is LoadState.EMBEDDING and load.total:
        return f"{load.done} of {counted(load.total, 'passage')}"
    return f"since {day(load.created_at)}"


def _repertoire(board: JobBoard) -> None:
    markup.section("Splitting, distilling and embedding", _QUEUE[board.queue])
    with st.container(key="card-queue", gap="small"):
        now = "Waits or runs" if board.refreshing else "Rests"
        rows = {
            "Now": now,
            "To split": counted(board.left.not_split, "item"),
            "To distil": counted(board.left.without_gist, "lesson"),
            "To embed": counted(board.left.without_vector, "passage"),
            "Index": "Is made anew" if board.rebuilding else "Rests",
        }
        facts = "".join(f"<dt>{k}</dt><dd>{text(v)}</dd>" for k, v in rows.items())
        st.html(f'<dl class="facts">{facts}</dl>')
        for trouble in board.troubles:
            markup.note(f"{_KINDS[trouble.kind]} failed {day(trouble.at)}: {trouble.sentence}")
        show_error(f"{PLACE}-refresh")
        st.button(
            "Do what is missing now",
            key="jobs-refresh",
            icon=":material/play_arrow:",
            disabled=board.refreshing,
            on_click=_refresh,
        )


def _button(label: str, load: Load, act: Callable[[str], None]) -> None:
    st.button(
        f"{label} *: {plain(load.filename)}*",
        key=f"{label.split(maxsplit=1)[0].lower()}-{load.id}",
        type="tertiary",
        on_click=act,
        args=(load.id,),
    )


def _cancel(load_id: str) -> None:
    with reporting(PLACE):
        services().library.cancel(current_actor(), load_id)


def _retry(load_id: str) -> None:
    with reporting(PLACE):
        services().library.retry(current_actor(), load_id)


def _refresh() -> None:
    with reporting(f"{PLACE}-refresh"):
        services().job_board.refresh(current_actor())
        done("It begins as soon as nobody waits for a reply.")
