"""Reports whose themes are released: only of these is anything taken further."""

from __future__ import annotations

from datetime import date

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.theme_release import Release
from coach.domain.theme_report import ReportState, ThemeReport
from coach.errors import NotFound
from coach.services.common import group_of
from coach.storage.transaction import Transaction


class Released(Model):
    """A report of a group with what everybody in it may read."""

    report: ThemeReport
    release: Release

    @property
    def on(self) -> date:
        """The day of its release."""
        return (self.report.released_at or self.report.updated_at).date()


def as_released(report: ThemeReport | None) -> Released | None:
    """Return the report with what may be read of it; None for one that is not released."""
    if report is None or report.release is None or report.state is not ReportState.RELEASED:
        return None
    return Released(report=report, release=report.release)


def read_released(tx: Transaction, actor: Actor, report_id: str) -> tuple[Released, Group]:
    """Return a group's released report for somebody who takes part; else NotFound."""
    found = as_released(tx.theme_reports.get(report_id))
    if found is None or found.report.group_id is None:
        raise NotFound
    group = group_of(tx, found.report.group_id)
    facts = Resource(kind=Kind.THEMES, group_id=group.id, led_by_all=group.rules.led_by_all)
    require(actor, Action.READ, facts)
    return found, group


def newest_released(tx: Transaction, group_id: str) -> Released | None:
    """Return the newest one of the group's present cycle, if there is any."""
    cycle = tx.cycles.current(group_id)
    cycle_id = cycle.id if cycle else None
    reports = (r for r in tx.theme_reports.of_group(group_id) if r.cycle_id == cycle_id)
    return next(filter(None, map(as_released, reports)), None)
