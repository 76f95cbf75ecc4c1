"""From released themes to the second session: an agenda to begin with, which the group changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from coach.domain.access import Action, require
from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request, Wishes
from coach.domain.base import Model
from coach.domain.discussion import FEWEST, Question, discussion_questions
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.common import group_of
from coach.services.group_sessions import GroupSessionService
from coach.services.released_themes import Released, newest_released, read_released
from coach.services.session_sheets import SessionSheets, facts_of
from coach.storage.database import Database


class Draft(Model):
    """A second session as released themes propose it: nothing of it is saved."""

    report_id: str
    released_on: date
    titles: tuple[str, ...]
    """Of the themes."""
    request: Request
    stories: Mapping[str, str]
    """Stories from outside that fit, the first of them in the request: titles by id."""


class ThemeAgendaService:
    """For whoever leads; what it reads of a report is what everybody in the group may read."""

    def __init__(
        self, database: Database, sheets: SessionSheets, sessions: GroupSessionService
    ) -> None:
        self._database = database
        self._sheets = sheets
        self._sessions = sessions

    def newest(self, actor: Actor, group_id: str) -> tuple[str, date] | None:
        """Return the report released last in the group's present cycle: its id and the day."""
        with self._database.reading() as tx:
            require(actor, Action.READ, facts_of(group_of(tx, group_id)))
            found = newest_released(tx, group_id)
        return (found.report.id, found.on) if found else None

    def questions(self, actor: Actor, report_id: str) -> tuple[Question, ...]:
        """Return what the group could talk about; NotFound where nothing is released."""
        with self._database.reading() as tx:
            found, _ = read_released(tx, actor, report_id)
        return discussion_questions(found.release.themes)

    def draft(self, actor: Actor, group_id: str, report_id: str) -> Draft:
        """Return the session that a released report of the group proposes.

        It has all members who are there, what they share of their commitments, a story from outside
        that fits, and as many questions as there is time for, but two at least: whether it fits
        then, and what would make it fit, the preview says.
        """
        with self._database.reading() as tx:
            found, group = read_released(tx, actor, report_id)
        if group.id != group_id:
            raise NotFound
        require(actor, Action.WRITE, facts_of(group))
        setting = self._sessions.setting(actor, group_id)
        stories = self._sessions.stories_from_outside(actor, group_id, also=_sought(found))
        request = Request(
            kind=SessionKind.REFLECT,
            member_ids=tuple(setting.members),
            minutes=setting.minutes,
            wishes=Wishes(
                carried_over=tuple(setting.commitments), story_item_id=next(iter(stories), "")
            ),
            report_id=report_id,
        )
        questions = tuple(q.text for q in discussion_questions(found.release.themes))
        return Draft(
            report_id=report_id,
            released_on=found.on,
            titles=tuple(theme.title for theme in found.release.themes),
            request=self._with_questions(group, request, questions),
            stories=stories,
        )

    def _with_questions(
        self, group: Group, request: Request, questions: tuple[str, ...]
    ) -> Request:
        """Return the request with the questions; later ones give way before anybody's turn does."""
        while True:
            wishes = request.wishes.model_copy(update={"questions": questions})
            asking = request.model_copy(update={"wishes": wishes})
            if len(questions) <= FEWEST or self._fits(group, asking):
                return asking
            questions = questions[:-1]

    def _fits(self, group: Group, request: Request) -> bool:
        """Return whether there is time enough; also where no agenda can be made yet."""
        try:
            return self._sheets.plan(group, request).fits
        except InvalidInput:
            return True


def _sought(found: Released) -> tuple[str, ...]:
    """Return by which words stories are looked for."""
    return tuple(f"{theme.title}. {theme.summary}".strip() for theme in found.release.themes)
