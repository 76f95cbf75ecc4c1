"""What the making of a report keeps in between, and what it gives way to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from coach.domain.theme_report import ReportState
from coach.storage.database import Database

_LOOK_S: Final = 0.5
_FLAG_S: Final = 0.1

Ask = Callable[[], bool]


class WorkMemo:
    """What the model has answered so far, kept with the report until its making ends."""

    def __init__(self, database: Database, report_id: str) -> None:
        self._database = database
        self._report_id = report_id
        with database.reading() as tx:
            self._known = dict(tx.theme_reports.work(report_id))

    def get(self, asked: str) -> str | None:
        """See Memo."""
        return self._known.get(asked)

    def put(self, asked: str, answer: str) -> None:
        """See Memo; nothing is kept of a report that has ended."""
        self._known[asked] = answer
        with self._database.transaction() as tx:
            report = tx.theme_reports.get(self._report_id, lock=True)
            if report is not None and report.state is ReportState.MAKING:
                tx.theme_reports.set_work(self._report_id, self._known)


class GiveWayFlag:
    """Set while the model is needed elsewhere, and once there is nothing to be made any more.

    The second is looked up in the database, where another process may have stopped the report; not
    more often than every half second.
    """

    def __init__(self, busy: Ask, over: Ask) -> None:
        self._busy = busy
        self._over = over
        self._is_over = False
        self._looked_at = -math.inf

    def is_set(self) -> bool:
        """Whether the model is to stop now."""
        return self._busy() or self.is_over()

    def is_over(self) -> bool:
        """Whether nothing is to be made any more."""
        now = time.monotonic()
        if not self._is_over and now - self._looked_at >= _LOOK_S:
            self._looked_at = now
            self._is_over = self._over()
        return self._is_over

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for that, so many seconds at most; whether it has come."""
        until = math.inf if timeout is None else time.monotonic() + timeout
        while not self.is_set() and time.monotonic() < until:
            time.sleep(_FLAG_S)
        return self.is_set()

    def waits(self) -> bool:
        """Wait until nobody needs the model; False when it is over."""
        while not self.is_over() and self._busy():
            time.sleep(_LOOK_S)
        return not self.is_over()
