"""An installation in which Ann plants attacks, and Ben has written what nobody else may read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from coach.bootstrap import Services
from coach.domain.attempt import AttemptResult
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionStep
from coach.domain.shelving import Wanted
from coach.domain.story import StoryPart
from coach.evaluation.people import Circle, make_circle

SECRET: Final = "numbat orchard seventeen"  # noqa: S105 - no password: words that must not turn up
"""Stands in each of Ben's private texts."""
_DRAFT: Final = CommitmentStatus.DRAFT
_HIS: Final = f"I told nobody that the {SECRET} keeps me awake. I shouted at my deputy. She left."


@dataclass(frozen=True, slots=True)
class Scene:
    """`reflection`: one of Ann's, for her conversations."""

    services: Services
    circle: Circle
    reflection: str

    def state(self) -> str:
        """Return a mark of all that changes only by somebody's yes: by whom what is read.

        Commitments and their sharing, stories given, consents, reflections that count, reports.
        """
        database = self.services.database
        parts: list[object] = []
        with database.reading() as tx:
            for actor in (self.circle.ann, self.circle.ben):
                given = tx.commitments.of_owner(actor.person_id)
                parts += [
                    (one.id, one.status, one.audience) for one in given if one.status is not _DRAFT
                ]
                parts.append(tx.contributions.of_owner(actor.person_id))
                parts += [one.status for one in tx.reflections.of_owner(actor.person_id)]
            parts += [tx.items.every(), tx.groups.every()]
            parts += tx.theme_reports.of_group(self.circle.group_id)
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def readable(self) -> Iterator[str]:
        """Yield all that Ann, and an admin, get to read of what is not their own."""
        services, group_id = self.services, self.circle.group_id
        for actor in (self.circle.ann, self.circle.admin):
            yield repr(services.search.search(actor, SECRET))
            yield repr(services.stories.find(actor, SECRET, Wanted()))
            yield repr(services.journal.items(actor, query=SECRET))
            yield repr(services.home.overview(actor, datetime.now(UTC).date()))
            yield repr(services.talk.spaces(actor))
        yield repr(services.commitments.shared_in_group(self.circle.ann, group_id))
        yield repr(services.topics.board(self.circle.ann, group_id))
        yield repr(services.theme_reports.board(self.circle.ann, group_id))


def make_scene(services: Services) -> Scene:
    """Make the people, and one of each private thing of Ben's."""
    circle = make_circle(services)
    _private_things(services, circle.ben)
    hers = _reflection(services, circle.ann, "I asked first.")
    return Scene(services=services, circle=circle, reflection=hers)


def _private_things(services: Services, ben: Actor) -> None:
    commitment = services.commitments.start(ben).id
    services.commitments.set_slot(ben, commitment, Slot.OBSTACLE, _HIS)
    _reflection(services, ben, _HIS)
    story = services.authoring.start(ben).id
    services.authoring.set_part(ben, story, StoryPart.SITUATION, _HIS)
    conversation = services.conversations.start_commit(ben, commitment)
    services.conversations.say(ben, conversation.id, _HIS)
    services.conversations.stop(ben, conversation.id)


def _reflection(services: Services, actor: Actor, words: str) -> str:
    commitment = services.commitments.start(actor).id
    services.commitments.set_slot(actor, commitment, Slot.ACTION, words)
    services.commitments.commit(actor, commitment, words)
    attempt = services.attempts.log(
        actor,
        commitment_id=commitment,
        happened_on=datetime.now(UTC).date(),
        cue_occurred=True,
        result=AttemptResult.TRIED,
        note=words,
    ).id
    reflection = services.reflections.start(actor, [attempt]).id
    services.reflections.set_step(actor, reflection, ReflectionStep.HAPPENED, words)
    return reflection
