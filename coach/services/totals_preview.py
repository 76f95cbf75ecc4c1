"""Themes of the organisation as those whom they come from read them first, and may keep them in."""

from __future__ import annotations

from datetime import datetime

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_report import ReportState, ThemeReport
from coach.errors import NotFound
from coach.services.common import Clock
from coach.services.formats_file import Charters
from coach.services.totals_release import theirs
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class OutsidePreview(Model):
    """The themes that come from one person too, and which of them they keep inside."""

    report_id: str
    ends_at: datetime
    themes: tuple[ShownTheme, ...]
    kept_back: frozenset[str]


class TotalsPreviewService:
    """Each sees the wording of what comes from them, and neither a number nor another's veto."""

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

    def mine(self, actor: Actor) -> OutsidePreview | None:
        """Return what the actor may keep back now; None where there is nothing of theirs."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            report = self._open(tx)
            if report is None or report.preview_ends_at is None:
                return None
            themes = theirs(tx, self._charters, report, actor.person_id)
            vetoes = tx.theme_vetoes.of_report(report.id)
            if not themes:
                return None
            return OutsidePreview(
                report_id=report.id,
                ends_at=report.preview_ends_at,
                themes=themes,
                kept_back=frozenset(theme for theme, who in vetoes if who == actor.person_id),
            )

    def keep_back(self, actor: Actor, report_id: str, theme_id: str, *, back: bool) -> None:
        """Keep a theme from being shown outside, or let it go; NotFound unless it is theirs."""
        _require(actor, Action.WRITE)
        with self._database.transaction() as tx:
            report = self._open(tx)
            if report is None or report.id != report_id:
                raise NotFound
            own = theirs(tx, self._charters, report, actor.person_id)
            if theme_id not in {theme.id for theme in own}:
                raise NotFound
            if back:
                tx.theme_vetoes.put(report_id, theme_id, actor.person_id, self._clock())
            else:
                tx.theme_vetoes.delete(report_id, theme_id, actor.person_id)

    def _open(self, tx: Transaction) -> ThemeReport | None:
        """Return the report whose preview is not over, or None."""
        newest = next(iter(tx.theme_reports.of_group(None)), None)
        if newest is None or newest.state is not ReportState.PREVIEW:
            return None
        ends_at = newest.preview_ends_at
        return newest if ends_at is not None and self._clock() < ends_at else None


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.CONTRIBUTION, owner_id=actor.person_id))
