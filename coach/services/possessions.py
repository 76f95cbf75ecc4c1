"""Everything that one person owns, read in one consistent state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.domain.attempt import Attempt
from coach.domain.charter import Acceptance, Charter
from coach.domain.commitment import Commitment
from coach.domain.consent import Consent
from coach.domain.contribution import Contribution
from coach.domain.conversation import Conversation, Turn
from coach.domain.groups import Group
from coach.domain.lineage import Flag, Outcome
from coach.domain.people import Actor
from coach.domain.reflection import Reflection
from coach.domain.reminders import Reminder, Rhythm
from coach.domain.repertoire import Trial
from coach.domain.rule_changes import Answer, RuleChange
from coach.domain.session_note import SessionNote
from coach.domain.story import Story
from coach.domain.talk import Post, Thread
from coach.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Possessions:
    """A person's own things, the newest first; turns in the order in which they were said."""

    person_id: str
    name: str
    email: str
    groups: tuple[Group, ...]
    charters: tuple[Charter, ...]
    acceptances: tuple[Acceptance, ...]
    answers: tuple[tuple[RuleChange, Answer], ...]
    """Own answers alone; the change holds the others' too."""
    session_notes: tuple[SessionNote, ...]
    """Without what was handed over, which only whoever leads may read."""
    commitments: tuple[Commitment, ...]
    attempts: tuple[Attempt, ...]
    reflections: tuple[Reflection, ...]
    contributions: tuple[Contribution, ...]
    """What they let count towards themes, with what may be quoted of it."""
    stories: tuple[Story, ...]
    consents: tuple[Consent, ...]
    """What was agreed to, the oldest first; without its words once it was taken back."""
    conversations: tuple[tuple[Conversation, tuple[Turn, ...]], ...]
    reminders: tuple[Reminder, ...]
    rhythm: Rhythm | None
    """How they want to be written to, once they have chosen something."""
    posts: tuple[tuple[Post, Thread], ...]
    """Own posts in groups' conversations; the thread holds its title, which may be another's."""
    outcomes: tuple[tuple[Outcome, Trial], ...]
    """What they say happened with what they tried."""
    thanks: Mapping[str, datetime]
    """When they thanked for which item."""
    flags: tuple[Flag, ...]


def possessions_of(tx: Transaction, actor: Actor) -> Possessions:
    """Return what the actor owns."""
    owner_id = actor.person_id
    trials = {trial.id: trial for trial in tx.trials.of_person(owner_id)}
    return Possessions(
        person_id=owner_id,
        name=actor.name,
        email=actor.email,
        groups=tuple(tx.groups.of_person(owner_id)),
        charters=tuple(tx.charters.written_by(owner_id)),
        acceptances=tuple(tx.charters.accepted_by(owner_id)),
        answers=tuple(
            (change, answer)
            for change in tx.rule_changes.answered_by(owner_id)
            for answer in change.answers
            if answer.person_id == owner_id
        ),
        session_notes=tuple(tx.session_notes.written_by(owner_id)),
        commitments=tuple(tx.commitments.of_owner(owner_id)),
        attempts=tuple(tx.attempts.of_owner(owner_id)),
        reflections=tuple(tx.reflections.of_owner(owner_id)),
        contributions=tuple(reversed(tx.contributions.of_owner(owner_id))),
        stories=tuple(tx.stories.of_owner(owner_id)),
        consents=tuple(tx.consents.of_owner(owner_id)),
        conversations=tuple(
            (c, tuple(tx.turns.turns_of(c.id, owner_id=owner_id)))
            for c in tx.conversations.of_owner(owner_id)
        ),
        reminders=tuple(tx.reminders.of_owner(owner_id)),
        rhythm=tx.rhythms.get(owner_id),
        posts=tuple(
            (post, thread)
            for post in tx.talk.posts_by(owner_id)
            if (thread := tx.talk.thread(post.thread_id)) is not None
        ),
        outcomes=tuple((said, trials[said.trial_id]) for said in tx.outcomes.of_person(owner_id)),
        thanks=tx.thanks.of_person(owner_id),
        flags=tuple(tx.flags.raised_by(owner_id)),
    )
