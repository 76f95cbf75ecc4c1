"""What whoever leads may do with released themes; each edit is marked and noted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from coach.domain import theme_edits
from coach.domain.access import Action, Kind, require
from coach.domain.people import Actor
from coach.domain.theme_edits import LONGEST_LINE, LONGEST_TITLE, Wording
from coach.domain.theme_release import Release
from coach.domain.theme_report import ReportState
from coach.errors import InvalidInput, NotFound
from coach.services.common import Clock, group_of, new_id, note_event, tidy
from coach.services.theme_reports import themes_of
from coach.storage.database import Database


class ThemeEditService:
    """Only whoever leads changes themes, and only those that everybody in the group reads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def reword(self, actor: Actor, report_id: str, theme_id: str, wording: Wording) -> None:
        """Put a theme in other words. InvalidInput, NotFound."""
        words = _tidy(wording)
        self._change(
            actor, report_id, "reworded", lambda r: theme_edits.reworded(r, theme_id, words)
        )

    def merge(
        self, actor: Actor, report_id: str, theme_ids: Sequence[str], wording: Wording
    ) -> None:
        """Make one of several themes, which then tells no number. InvalidInput, NotFound."""
        words = _tidy(wording)
        self._change(actor, report_id, "merged", lambda r: theme_edits.merged(r, theme_ids, words))

    def split(
        self,
        actor: Actor,
        report_id: str,
        theme_id: str,
        first: Wording,
        second: Wording,
        *,
        quotes_of_second: Collection[int] = (),
    ) -> None:
        """Make two of a theme; quotes go to the second by their places. InvalidInput, NotFound."""
        one, two, second_id = _tidy(first), _tidy(second), new_id()

        def change(release: Release) -> Release:
            return theme_edits.split(
                release,
                theme_id,
                one,
                two,
                quotes_of_second=quotes_of_second,
                second_id=second_id,
            )

        self._change(actor, report_id, "split", change)

    def discard(self, actor: Actor, report_id: str, theme_id: str) -> None:
        """Take a theme out of what the group reads, for good. NotFound."""
        self._change(actor, report_id, "discarded", lambda r: theme_edits.without(r, theme_id))
        self._database.scrub()

    def _change(
        self, actor: Actor, report_id: str, how: str, change: Callable[[Release], Release]
    ) -> None:
        now = self._clock()
        with self._database.transaction() as tx:
            report = tx.theme_reports.get(report_id, lock=True)
            if report is None or report.group_id is None:
                raise NotFound
            require(actor, Action.WRITE, themes_of(group_of(tx, report.group_id)))
            if report.state is not ReportState.RELEASED or report.release is None:
                raise InvalidInput("This report is not released: reload the page.")
            changed = change(report.release)
            if changed == report.release:
                return
            tx.theme_reports.update(
                report.model_copy(update={"release": changed, "updated_at": now})
            )
            note_event(
                tx,
                now,
                "themes_edited",
                actor_id=actor.person_id,
                kind=Kind.THEMES.value,
                object_id=report_id,
                detail=how,
            )


def _tidy(wording: Wording) -> Wording:
    """Return the wording in single lines. InvalidInput for one that is too long."""
    return Wording(
        title=_line(wording.title, "The title", LONGEST_TITLE),
        summary=_line(wording.summary, "The summary", LONGEST_LINE),
        obstacle=_line(wording.obstacle, "What gets in the way", LONGEST_LINE),
        helped=_line(wording.helped, "What helped", LONGEST_LINE),
        open_question=_line(wording.open_question, "What is open", LONGEST_LINE),
    )


def _line(words: str, name: str, longest: int) -> str:
    return " ".join(tidy(words, name=name, longest=longest).split())
