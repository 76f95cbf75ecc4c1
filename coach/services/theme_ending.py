"""How a report comes to its end: what it shows is decided anew by the rule, on what stands then."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from coach.domain.access import Kind
from coach.domain.groups import Group
from coach.domain.notices import NoticeKind
from coach.domain.theme_preview import of_pool, whom_asked
from coach.domain.theme_release import (
    may_follow,
    pool_of,
    release_inside,
    released,
)
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import group_of, note_event
from coach.services.contributions import Given, standing
from coach.services.notices import announce
from coach.storage.transaction import Transaction

NOTHING_NEW: Final = (
    "Too few of us have given something new since the last report: another one could tell what "
    "a single member added."
)


def too_few(least: int) -> str:
    """Say why there is no first report."""
    return (
        "Too few of us let a reflection count towards themes so far: a report needs those of at "
        f"least {least} of us."
    )


def members_of(tx: Transaction, group_id: str) -> frozenset[str]:
    """Return the ids of the present members."""
    return frozenset(m.person_id for _, m in tx.groups.members(group_id, present=True))


def given_now(tx: Transaction, group_id: str, cycle_id: str | None) -> Given:
    """Return the contributions of present members that stand in a cycle."""
    members = members_of(tx, group_id)
    found = standing(tx, tx.contributions.of_group(group_id, cycle_id))
    return {id_: pair for id_, pair in found.items() if pair[1].person_id in members}


def given_to(tx: Transaction, report: ThemeReport) -> Given:
    """Return the contributions that were read for a report of a group and stand unchanged."""
    group_id = report.group_id or ""
    found = standing(tx, tx.contributions.of_group(group_id, report.cycle_id))
    return of_pool(found, report.pool, members_of(tx, group_id))


def why_not(tx: Transaction, group: Group, given: Given, *, but: str = "") -> str:
    """Return why nothing made of these texts may be shown; "" when it may.

    Fewer people than a theme without names needs may have one if all of them agreed to be named.
    but: the id of the report itself, which is not compared with. After a first report there is
    one sentence for all reasons, or it would tell how many have changed something.
    """
    least = group.rules.release_inside
    pool = pool_of(source for _, source in given.values())
    earlier = [report.pool for report in tx.theme_reports.shown(group.id) if report.id != but]
    all_named = bool(given) and all(contribution.named for contribution, _ in given.values())
    enough = len(pool.texts) >= least or all_named
    if enough and may_follow(pool, earlier, least):
        return ""
    return NOTHING_NEW if earlier else too_few(least)


def is_due(tx: Transaction, report: ThemeReport, now: datetime) -> bool:
    """Return whether a preview is over: its time is, or nobody needs more of it."""
    if report.state is not ReportState.PREVIEW:
        return False
    if report.preview_ends_at is not None and report.preview_ends_at <= now:
        return True
    asked, agreed = whom_asked(report, given_to(tx, report)), tx.theme_assents.of_report(report.id)
    return bool(asked) and asked <= agreed


def end_preview(tx: Transaction, report: ThemeReport, now: datetime) -> ThemeReport:
    """Release what the rule lets be shown now of what was previewed, or let the report fail."""
    group = group_of(tx, report.group_id or "")
    given = given_to(tx, report)
    pool = pool_of(source for _, source in given.values())
    problem = why_not(tx, group, given, but=report.id)
    if problem:
        return fail(tx, report, problem, now)
    release = release_inside(
        report.found,
        given,
        pool=report.pool,
        member_ids=members_of(tx, group.id),
        rules=group.rules,
        vetoes=tx.theme_vetoes.of_report(report.id),
        previewed={theme.id for theme in report.release.themes} if report.release else (),
    )
    facts = {"release": release, "pool": released(pool, report.pool)}
    return let_out(tx, report.model_copy(update=facts), now)


def let_out(tx: Transaction, report: ThemeReport, now: datetime) -> ThemeReport:
    """Let the group read the release of a report."""
    out = report.model_copy(update={"state": ReportState.RELEASED, "released_at": now})
    announce(tx, now, NoticeKind.THEMES, report.group_id or "", person_id=None)
    return _ended(tx, out, now, "themes_released")


def fail(tx: Transaction, report: ThemeReport, sentence: str, now: datetime) -> ThemeReport:
    """End a report of which nothing is shown; the sentence says why, without anybody's words."""
    facts = {"state": ReportState.FAILED, "trouble": sentence, "release": None}
    return _ended(tx, report.model_copy(update=facts), now, "themes_failed")


def stop(tx: Transaction, report: ThemeReport, now: datetime, *, by_id: str) -> ThemeReport:
    """End a report that whoever leads does not want any more."""
    facts = {"state": ReportState.STOPPED, "release": None}
    return _ended(tx, report.model_copy(update=facts), now, "themes_stopped", by_id=by_id)


def _ended(
    tx: Transaction, report: ThemeReport, now: datetime, event: str, *, by_id: str = ""
) -> ThemeReport:
    """Save how a report ended, and forget what was found, what the model said and who said no."""
    ended = report.model_copy(update={"found": (), "updated_at": now})
    tx.theme_reports.update(ended)
    tx.theme_reports.set_work(report.id, None)
    tx.theme_vetoes.forget(report.id)
    tx.theme_assents.forget(report.id)
    note_event(tx, now, event, actor_id=by_id, kind=Kind.THEMES.value, object_id=report.id)
    return ended
