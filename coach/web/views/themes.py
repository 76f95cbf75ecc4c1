"""Themes: what a group wrestles with, from the asking to what everybody reads."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_report import ReportState
from coach.services.theme_views import ReleasedReport, ThemeBoard
from coach.web.components import (
    cycle_counts,
    markup,
    nav,
    theme_edits,
    theme_files,
    theme_making,
    theme_picture,
    theme_preview,
    theme_sheet,
    theme_way,
)
from coach.web.components.markup import plain
from coach.web.runtime import services

_LEAD = (
    "What several of us wrestle with, found in the reflections that members let count. A rule "
    "decides what may be shown, and nobody sees it before those whom it comes from."
)


def page(actor: Actor) -> None:
    """Draw the page of one group, the one joined last if the address names none."""
    groups = {view.group.id: view.group.name for view in services().groups.mine(actor)}
    group_id = st.query_params.get("group", "") or next(iter(groups), "")
    if not group_id:
        markup.heading("Themes")
        markup.note("You are in no group yet: themes are read by the members of a group.")
        return
    nav.link("group", "My group", icon=":material/arrow_back:", group=group_id)
    if group_id in actor.held_back:
        markup.heading("Themes", eyebrow=groups[group_id])
        markup.note("Accept the charter on your group's page first: then you read its themes.")
        return
    board = services().theme_reports.board(actor, group_id)
    markup.heading("Themes", _LEAD, eyebrow=board.group.name)
    with st.container(key="narrow", gap="medium"):
        _under_way(board)
        if board.released is not None:
            _released(actor, board, board.released)
        theme_making.ask(board)
        _in_numbers(actor, group_id)
        _earlier(board)


def _under_way(board: ThemeBoard) -> None:
    """Draw where the newest report stands, unless it is there to be read."""
    match board.state:
        case ReportState.MAKING:
            theme_making.progress(board)
        case ReportState.PREVIEW:
            theme_preview.draw(board)
        case ReportState.FAILED:
            markup.note(f"The last report came to nothing. {board.trouble}")
        case ReportState.STOPPED:
            markup.note("The last report was stopped: nothing of it is shown.")
        case None if not board.leads:
            markup.note("No report has been made yet. Whoever leads has one made.")
        case _:
            return


def _released(actor: Actor, board: ThemeBoard, report: ReleasedReport) -> None:
    theme_sheet.head(report)
    if report.themes:
        now = [view.theme for view in report.themes]
        theme_picture.draw(now, _before(board, report), report.release.people)
    for view in report.themes:
        with st.container(key=f"card-theme-{view.theme.id}", gap="small"):
            theme_sheet.theme(view)
            if board.leads:
                theme_edits.of_theme(report, view)
    theme_sheet.withheld(report)
    if board.leads:
        theme_edits.merge(report)
    theme_way.what_to_talk_about(actor, board.group.id, report.id, leads=board.leads)
    theme_sheet.how(report, board.group.rules.release_inside)
    theme_files.draw(report.id)


def _before(board: ThemeBoard, report: ReleasedReport) -> list[ShownTheme]:
    """Return the themes of the last cycle's report; of the last one where there are no cycles."""
    earlier = (r for r in board.earlier if r.cycle is None or r.cycle != report.cycle)
    last = next(earlier, None)
    return [view.theme for view in last.themes] if last else []


def _in_numbers(actor: Actor, group_id: str) -> None:
    counts = services().cycle_counts.current(actor, group_id)
    if counts is not None:
        markup.section("This cycle in numbers")
        cycle_counts.draw(counts)


def _earlier(board: ThemeBoard) -> None:
    if not board.earlier:
        return
    markup.section("Earlier reports")
    for report in board.earlier:
        with st.expander(plain(theme_sheet.title(report)), key=f"earlier-themes-{report.id}"):
            for view in report.themes:
                theme_sheet.theme(view)
            theme_sheet.withheld(report)
            theme_sheet.how(report, board.group.rules.release_inside)
