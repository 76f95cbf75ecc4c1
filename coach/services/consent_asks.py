"""The questions to an author whose stories more people would come to read, and their no."""

from __future__ import annotations

from coach.domain.base import Model
from coach.domain.charter import Attribution
from coach.domain.consent import Ask, teller
from coach.domain.people import Actor
from coach.domain.repertoire import ItemStatus
from coach.services.authoring import own_story
from coach.services.common import Clock, group_of, note_event
from coach.services.sharing import SharingService, agreed_text
from coach.services.withdrawing import groups_of, names_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class Question(Model):
    """A question as its author reads it. `text`: word for word what would be read.

    `readers`: the groups that would read it, by name; `told_by`: who would tell it, or nobody.
    """

    ask: Ask
    title: str
    text: str
    readers: tuple[str, ...]
    new_readers: tuple[str, ...]
    """Of these, the groups that do not read it so far."""
    told_by: str
    hidden: bool
    """Whether nobody reads it until the answer."""


class ConsentAskService:
    """Shows the actor what waits for their answer; `SharingService.agree` is the yes."""

    def __init__(self, database: Database, clock: Clock, sharing: SharingService) -> None:
        self._database = database
        self._clock = clock
        self._sharing = sharing

    def questions(self, actor: Actor) -> tuple[Question, ...]:
        """Return what the actor is asked, the oldest first."""
        with self._database.reading() as tx:
            found = [_question(tx, actor, a) for a in tx.consent_asks.of_owner(actor.person_id)]
        return tuple(question for question in found if question is not None)

    def decline(self, actor: Actor, story_id: str) -> None:
        """Answer with no. NotFound for another's story; nothing happens if nothing is asked.

        What is hidden because its group has grown is taken back; any other stays where it is.
        """
        with self._database.transaction() as tx:
            story = own_story(tx, actor, story_id)
            ask = tx.consent_asks.get(story.id)
            if ask is None:
                return
            if ask.reason != "grown":
                tx.consent_asks.delete(story.id)
                note_event(
                    tx,
                    self._clock(),
                    "consent_declined",
                    actor_id=actor.person_id,
                    kind="story",
                    object_id=story.id,
                    detail=ask.reason,
                )
                return
        self._sharing.withdraw(actor, story_id)


def _question(tx: Transaction, actor: Actor, ask: Ask) -> Question | None:
    """Return what is asked; None when what it is about is gone."""
    story = tx.stories.get(ask.story_id)
    item = tx.items.get(story.item_id) if story and story.item_id else None
    if item is None:
        return None
    readers = names_of(tx, ask.audience)
    consent = tx.consents.newest(item.id)
    attribution = consent.attribution if consent else Attribution.NONE
    new = groups_of(tx, ask.audience) - groups_of(tx, item.audience)
    return Question(
        ask=ask,
        title=item.title,
        text=agreed_text(item),
        readers=readers,
        new_readers=tuple(sorted(group_of(tx, group_id).name for group_id in new)),
        told_by=teller(attribution, actor.name, readers),
        hidden=item.status is ItemStatus.HELD,
    )
