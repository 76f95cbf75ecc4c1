"""Makes the organisation's report on themes behind the pages, as `theme_making` makes a group's."""

from __future__ import annotations

from coach.domain.theme import Found
from coach.domain.theme_release import pool_of
from coach.domain.theme_report import ReportState, ThemeReport
from coach.services.common import Clock
from coach.services.contributions import Given
from coach.services.formats_file import Charters
from coach.services.theme_making import ThemeMaker
from coach.services.totals_release import begin_preview, is_over, let_out, outside
from coach.storage.database import Database
from coach.themes.ports import FindsThemes


class OutsideMaker(ThemeMaker):
    """Reads what counts beyond the groups, and decides by the rule for outside."""

    def __init__(
        self, database: Database, clock: Clock, finder: FindsThemes, charters: Charters
    ) -> None:
        super().__init__(database, clock, finder)
        self._charters = charters

    def under_way(self) -> list[str]:
        """Return the ids of the reports that are being made, or wait for it."""
        with self._database.reading() as tx:
            return tx.theme_reports.making(outside=True)

    def end_previews(self) -> int:
        """Release what has been looked at for long enough; return how many previews ended."""
        now = self._clock()
        with self._database.reading() as tx:
            due = [r.id for r in tx.theme_reports.in_preview(outside=True) if is_over(r, now)]
        for report_id in due:
            with self._database.transaction() as tx:
                report = tx.theme_reports.get(report_id, lock=True)
                if report is not None and is_over(report, now):
                    let_out(tx, self._charters, report, now)
        if due:
            self._database.scrub()
        return len(due)

    def _given(self, report: ThemeReport) -> Given:  # noqa: ARG002 - the organisation has one
        with self._database.reading() as tx:
            return outside(tx, self._charters).given

    def _decided(self, report_id: str, read: Given, found: Found) -> bool:
        """Save what the rule makes of it; False if a text that was read counts no longer."""
        with self._database.transaction() as tx:
            report = tx.theme_reports.get(report_id, lock=True)
            if report is None or report.state is not ReportState.MAKING:
                return True
            pool = pool_of(source for _, source in read.values())
            counting = outside(tx, self._charters).read_for(pool)
            if counting.given.keys() != read.keys():
                return False
            begin_preview(tx, report, found, counting, self._clock())
        return True
