"""Reports on a group's themes: asked for by whoever leads, looked at, released, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.theme_report import UNDER_WAY, ReportState, ThemeReport
from coach.errors import InvalidInput, NotFound
from coach.llm.ports import ModelStatus
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.theme_ending import end_preview, given_now, is_due, stop, why_not
from coach.services.theme_views import Look, ThemeBoard, look, theme_board
from coach.storage.database import Database
from coach.storage.transaction import Transaction

NEWS_FOR: Final = timedelta(days=7)
"""So long Home tells of a release."""
_OVER: Final = "The time to look at this report is over: reload the page."
_ENDED: Final = "This report is no longer under way: reload the page."
_ONE_AT_A_TIME: Final = "A report is under way already: wait for it, or stop it."

AddJob = Callable[[str], None]


class ThemeNews(Model):
    """What Home says of a group's themes: until when a look is asked for, or that they are out."""

    group_id: str
    group_name: str
    look_until: datetime | None
    released_at: datetime | None


class ThemeReportService:
    """Nobody sees of a report what the rule of release does not show them, whoever leads neither.

    `add_job`: has a report made in the background. What anybody vetoes leaves no row in the audit
    trail, and changes nothing that others see before the release.
    """

    def __init__(
        self, database: Database, clock: Clock, add_job: AddJob, model: Callable[[], ModelStatus]
    ) -> None:
        self._database = database
        self._clock = clock
        self._add_job = add_job
        self._model = model

    def board(self, actor: Actor, group_id: str) -> ThemeBoard:
        """Return what the actor sees now; NotFound for whoever does not take part."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, themes_of(group))
        self._end_what_is_due(group_id)
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            leads = allowed(actor, Action.WRITE, themes_of(group))
            return theme_board(tx, actor, group, leads=leads, model=self._model())

    def ask(self, actor: Actor, group_id: str) -> ThemeReport:
        """Have a report made of what counts in the current cycle; for whoever leads.

        InvalidInput while one is under way, and when too few give what could be shown; that is
        looked up at this click alone, and the audit trail keeps that it was tried.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, themes_of(group))
            _end_if_due(tx, group_id, now)
            report, problem = _begun(tx, group, actor, now)
            if report is not None:
                tx.theme_reports.add(report)
            _note(tx, actor, "themes_asked" if report else "themes_refused", group_id, now)
        if report is None:
            raise InvalidInput(problem)
        self._add_job(report.id)
        return report

    def stop(self, actor: Actor, report_id: str) -> None:
        """End a report that is made or previewed; nothing of it is shown. For whoever leads."""
        now = self._clock()
        with self._database.transaction() as tx:
            report = _report(tx, actor, report_id, Action.WRITE)
            if report.state not in UNDER_WAY or is_due(tx, report, now):
                raise InvalidInput(_ENDED)
            stop(tx, report, now, by_id=actor.person_id)
        self._database.scrub()

    def veto(self, actor: Actor, report_id: str, theme_id: str) -> None:
        """Keep a theme that comes from the actor too from being shown, until they take that back.

        NotFound for a theme that is not previewed to the actor.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            report, seen = self._looked_at(tx, actor, report_id, now)
            _require_seen(seen, theme_id)
            tx.theme_vetoes.put(report.id, theme_id, actor.person_id, now)

    def unveto(self, actor: Actor, report_id: str, theme_id: str) -> None:
        """Let a theme be shown after all."""
        with self._database.transaction() as tx:
            report, seen = self._looked_at(tx, actor, report_id, self._clock())
            _require_seen(seen, theme_id)
            tx.theme_vetoes.delete(report.id, theme_id, actor.person_id)

    def assent(self, actor: Actor, report_id: str) -> None:
        """Say that the actor needs no more time; once all who see something say so it is released.

        NotFound for whoever sees nothing of it beforehand.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            report, seen = self._looked_at(tx, actor, report_id, now)
            if not seen.themes:
                raise NotFound
            tx.theme_assents.put(report.id, actor.person_id, now)
        if report.group_id is not None:
            self._end_what_is_due(report.group_id)

    def news(self, actor: Actor) -> list[ThemeNews]:
        """Return what Home says of the themes of the groups in which the actor takes part."""
        found = []
        for group_id in sorted(actor.reading_ids):
            self._end_what_is_due(group_id)
            with self._database.reading() as tx:
                found.append(_news(tx, actor, group_of(tx, group_id), self._clock()))
        return [news for news in found if news is not None]

    def _end_what_is_due(self, group_id: str) -> None:
        """End a preview that is over; in a transaction only when there is one."""
        now = self._clock()
        with self._database.reading() as tx:
            report = _previewed(tx, group_id)
            due = report is not None and is_due(tx, report, now)
        if due:
            with self._database.transaction() as tx:
                _end_if_due(tx, group_id, now)
            self._database.scrub()

    def _looked_at(
        self, tx: Transaction, actor: Actor, report_id: str, now: datetime
    ) -> tuple[ThemeReport, Look]:
        """Return a report that the actor contributed to, and what they see of it; NotFound else."""
        report = _report(tx, actor, report_id, Action.AGREE)
        if report.state is ReportState.PREVIEW and is_due(tx, report, now):
            raise InvalidInput(_OVER)
        seen = look(tx, actor, report) if report.state is ReportState.PREVIEW else None
        if seen is None:
            raise NotFound
        return report, seen


def themes_of(group: Group) -> Resource:
    """Return the facts that decide who may do what with the themes of a group."""
    return Resource(kind=Kind.THEMES, group_id=group.id, led_by_all=group.rules.led_by_all)


def _report(tx: Transaction, actor: Actor, report_id: str, action: Action) -> ThemeReport:
    """Return the report of a group, locked; NotFound for whoever may not do this with it."""
    report = tx.theme_reports.get(report_id, lock=True)
    if report is None or report.group_id is None:
        raise NotFound
    require(actor, action, themes_of(group_of(tx, report.group_id)))
    return report


def _begun(
    tx: Transaction, group: Group, actor: Actor, now: datetime
) -> tuple[ThemeReport | None, str]:
    """Return the next report of a group, or why there is none."""
    reports = tx.theme_reports.of_group(group.id)
    if any(report.state in UNDER_WAY for report in reports):
        return None, _ONE_AT_A_TIME
    cycle = tx.cycles.current(group.id)
    cycle_id = cycle.id if cycle else None
    given = given_now(tx, group.id, cycle_id)
    problem = why_not(tx, group, given)
    if problem:
        return None, problem
    begun = ThemeReport(
        id=new_id(),
        group_id=group.id,
        cycle_id=cycle_id,
        number=max((report.number for report in reports), default=0) + 1,
        asked_by_id=actor.person_id,
        asked_at=now,
        updated_at=now,
    )
    return begun, ""


def _previewed(tx: Transaction, group_id: str, *, lock: bool = False) -> ThemeReport | None:
    found = (r for r in tx.theme_reports.of_group(group_id) if r.state is ReportState.PREVIEW)
    report = next(found, None)
    return tx.theme_reports.get(report.id, lock=True) if report and lock else report


def _end_if_due(tx: Transaction, group_id: str, now: datetime) -> None:
    report = _previewed(tx, group_id, lock=True)
    if report is not None and is_due(tx, report, now):
        end_preview(tx, report, now)


def _require_seen(seen: Look, theme_id: str) -> None:
    if theme_id not in {theme.part.id for theme in seen.themes}:
        raise NotFound


def _news(tx: Transaction, actor: Actor, group: Group, now: datetime) -> ThemeNews | None:
    reports = tx.theme_reports.of_group(group.id)
    if not reports:
        return None
    facts = {"group_id": group.id, "group_name": group.name}
    newest = reports[0]
    seen = look(tx, actor, newest) if newest.state is ReportState.PREVIEW else None
    if seen is not None and seen.themes and not seen.agreed:
        return ThemeNews(**facts, look_until=newest.preview_ends_at, released_at=None)
    out = next((r.released_at for r in reports if r.state is ReportState.RELEASED), None)
    if out is not None and now - out < NEWS_FOR:
        return ThemeNews(**facts, look_until=None, released_at=out)
    return None


def _note(tx: Transaction, actor: Actor, event: str, group_id: str, now: datetime) -> None:
    note_event(tx, now, event, actor_id=actor.person_id, kind=Kind.THEMES.value, object_id=group_id)
