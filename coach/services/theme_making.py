"""Makes a report on a group's themes behind the pages: finds them, then lets the rule decide."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from coach.dialogue.asking import Asking
from coach.domain.theme import Found
from coach.domain.theme_preview import of_pool
from coach.domain.theme_release import Pool, pool_of, release_inside
from coach.domain.theme_report import ReportState, ThemeReport
from coach.errors import Cancelled
from coach.services.bugs import log_bug
from coach.services.common import Clock, group_of
from coach.services.contributions import Given
from coach.services.loading import Step
from coach.services.theme_ending import (
    end_preview,
    fail,
    given_now,
    is_due,
    let_out,
    members_of,
    why_not,
)
from coach.services.theme_work import Ask, GiveWayFlag, WorkMemo
from coach.storage.database import Database
from coach.storage.transaction import Transaction
from coach.themes.ports import FindsThemes

logger = logging.getLogger(__name__)

OUR_FAULT: Final = (
    "The report could not be made because of an error in the program: ask for it again."
)
_TENTHS: Final = 10


class ThemeMaker:
    """Takes a report from its making to its preview. Threads may share it.

    `busy` tells whether the model is needed for somebody who waits, `closing` whether the app ends.
    """

    def __init__(self, database: Database, clock: Clock, finder: FindsThemes) -> None:
        self._database = database
        self._clock = clock
        self.finder = finder
        self.busy: Ask = lambda: False
        self.closing: Ask = lambda: False
        self._asking = Asking()

    @property
    def is_asking(self) -> bool:
        """Whether a report is being made now, for which whoever leads waits."""
        return bool(self._asking)

    def run(self, step: Step, report_id: str) -> None:
        """Make a report, as a durable job."""
        step("make", self.make, report_id)

    def make(self, report_id: str) -> bool:
        """Make a report, or go on with it; False when it was stopped or the app closes."""
        flag = GiveWayFlag(self.busy, lambda: self.closing() or not self._is_making(report_id))
        try:
            while (report := self._making(report_id)) is not None:
                given = self._given(report)
                found = self._found(report, given, flag)
                if self._decided(report_id, given, found):
                    break
        except Cancelled:
            return False
        except Exception as error:  # noqa: BLE001 - its row says how it ended, whatever went wrong
            log_bug(logger, "the making of a report", error)
            self._fail(report_id)
        self._database.scrub()
        return True

    def under_way(self) -> list[str]:
        """Return the ids of the reports that are being made, or wait for it."""
        with self._database.reading() as tx:
            return tx.theme_reports.making()

    def end_previews(self) -> int:
        """Release what has been looked at for long enough; return how many previews ended."""
        now = self._clock()
        with self._database.reading() as tx:
            due = [r.id for r in tx.theme_reports.in_preview() if is_due(tx, r, now)]
        for report_id in due:
            with self._database.transaction() as tx:
                report = tx.theme_reports.get(report_id, lock=True)
                if report is not None and is_due(tx, report, now):
                    end_preview(tx, report, now)
        if due:
            self._database.scrub()
        return len(due)

    def _is_making(self, report_id: str) -> bool:
        return self._making(report_id) is not None

    def _making(self, report_id: str) -> ThemeReport | None:
        with self._database.reading() as tx:
            report = tx.theme_reports.get(report_id)
        return report if report is not None and report.state is ReportState.MAKING else None

    def _given(self, report: ThemeReport) -> Given:
        with self._database.reading() as tx:
            return given_now(tx, report.group_id or "", report.cycle_id)

    def _found(self, report: ThemeReport, given: Given, flag: GiveWayFlag) -> Found:
        """Return what is found; whenever somebody talks with the coach, the model waits for them.

        Raises Cancelled once the report is stopped or the app closes.
        """
        sources = [source for _, source in given.values()]
        memo, told = WorkMemo(self._database, report.id), self._told(report.id)
        while flag.waits():
            try:
                with self._asking.waited_for():
                    return self.finder.find(sources, told=told, memo=memo, cancelled=flag)
            except Cancelled:
                continue
        raise Cancelled("The making of a report was stopped.")

    def _told(self, report_id: str) -> Callable[[int, int], None]:
        """Return what saves the progress, a tenth at a time."""
        saved = -1

        def told(done: int, steps: int) -> None:
            nonlocal saved
            tenth = _TENTHS * done // max(steps, 1)
            if tenth != saved:
                saved = tenth
                with self._database.transaction() as tx:
                    tx.theme_reports.progress(report_id, done, steps, self._clock())

        return told

    def _decided(self, report_id: str, read: Given, found: Found) -> bool:
        """Save what the rule makes of it; False if a text that was read counts no longer."""
        now = self._clock()
        with self._database.transaction() as tx:
            report = tx.theme_reports.get(report_id, lock=True)
            if report is None or report.state is not ReportState.MAKING:
                return True
            pool = pool_of(source for _, source in read.values())
            given = of_pool(
                given_now(tx, report.group_id or "", report.cycle_id),
                pool,
                members_of(tx, report.group_id or ""),
            )
            if given.keys() != read.keys():
                return False
            made = {"made_by": found.made_by, "model": found.model, "pool": pool}
            _decide(tx, report.model_copy(update=made), given, found, now)
        return True

    def _fail(self, report_id: str) -> None:
        with self._database.transaction() as tx:
            report = tx.theme_reports.get(report_id, lock=True)
            if report is not None and report.state is ReportState.MAKING:
                fail(tx, report, OUR_FAULT, self._clock())


def _decide(
    tx: Transaction, report: ThemeReport, given: Given, found: Found, now: datetime
) -> None:
    """Begin the preview of what could be released; nothing to look at ends the report at once."""
    group = group_of(tx, report.group_id or "")
    problem = why_not(tx, group, given, but=report.id)
    if problem:
        fail(tx, report.model_copy(update={"pool": Pool()}), problem, now)
        return
    release = release_inside(
        found.themes,
        given,
        pool=report.pool,
        member_ids=members_of(tx, group.id),
        rules=group.rules,
    )
    decided = report.model_copy(update={"release": release, "updated_at": now})
    if not release.themes:
        let_out(tx, decided, now)
        return
    facts = {
        "state": ReportState.PREVIEW,
        "found": found.themes,
        "preview_ends_at": now + timedelta(hours=group.rules.theme_preview_hours),
    }
    tx.theme_reports.update(decided.model_copy(update=facts))
    tx.theme_reports.set_work(report.id, None)
