"""Having a report on themes made: what it is, the button, how far it is, stopping it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.theme_report import ReportState
from coach.services.theme_views import ThemeBoard
from coach.web.components import markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import counted
from coach.web.runtime import current_actor, services

PLACE: Final = "theme-report"
_POLL_S: Final = 2.0


def ask(board: ThemeBoard) -> None:
    """Draw the button for whoever leads, with what it leads to; nothing while one is under way."""
    show_error(PLACE)
    if board.may_not:
        return
    is_first = board.released is None
    markup.section("Find our themes" if is_first else "A new report")
    points = "".join(f"<li>{text(line)}</li>" for line in _what_happens(board))
    st.html(f'<ul class="points">{points}</ul>')
    st.button(
        "Find the themes",
        key="find-themes",
        type="primary" if is_first else "secondary",
        icon=":material/search:",
        on_click=_ask,
        args=(board.group.id,),
    )


def progress(board: ThemeBoard) -> None:
    """Draw how far the making is, looking again every few seconds."""
    group_id = board.group.id

    @st.fragment(run_every=_POLL_S)
    def drawn() -> None:
        now = services().theme_reports.board(current_actor(), group_id)
        if now.state is not ReportState.MAKING or now.report_id != board.report_id:
            st.rerun()
        markup.section("A report is being made", _HOW_LONG)
        st.progress(now.percent / 100, text=_so_far(now.percent))
        if now.leads:
            stop(now, "Stop it")

    drawn()


def stop(board: ThemeBoard, label: str) -> None:
    """Draw the button that ends what is under way."""
    st.button(
        label,
        key="stop-report",
        type="tertiary",
        icon=":material/stop_circle:",
        on_click=_stop,
        args=(board.report_id,),
    )


def _so_far(percent: int) -> str:
    return f"{percent} % is done." if percent else "It begins, or waits for its turn."


def _what_happens(board: ThemeBoard) -> tuple[str, ...]:
    rules = board.group.rules
    hours = counted(rules.theme_preview_hours, "hour")
    reader = (
        "The language model reads the reflections that members let count; you read none of them."
        if board.by_model
        else "There is no language model here: a program goes by keywords. You read no reflection."
    )
    rule = (
        f"A theme is shown when it comes from at least {rules.release_inside} of us and not from "
        "all but one, or when all whom it comes from agreed to be named."
    )
    return (
        reader,
        rule,
        f"For {hours} each of those whom it comes from sees it first, and may keep it back.",
        "Then all of us read it, you too.",
    )


def _ask(group_id: str) -> None:
    with reporting(PLACE):
        services().theme_reports.ask(current_actor(), group_id)


def _stop(report_id: str) -> None:
    with reporting(PLACE):
        services().theme_reports.stop(current_actor(), report_id)
        done("The report is stopped.")


_HOW_LONG: Final = (
    "This takes minutes, and waits whenever somebody talks with the coach. You can leave the page."
)
