"""What became of what somebody shared: who says it worked, who built on it, who says thank you."""

from __future__ import annotations

from typing import Final

from coach.domain.access import Action
from coach.domain.base import Model
from coach.domain.commitment import Commitment
from coach.domain.lineage import Outcome, Verdict
from coach.domain.people import Actor
from coach.domain.release import Amount, amount
from coach.domain.repertoire import Item, ItemKind, Trial
from coach.domain.suggestion import Told, may_read, released
from coach.errors import InvalidInput, NotFound
from coach.services.citing import visible_item
from coach.services.common import Clock, own_commitment, tidy
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_LINE: Final = 300


class Tried(Model):
    """What a commitment of the reader's own tries, and what they say happened with it.

    `item`: None for what they may read no longer. `may_say`: once an attempt is logged.
    """

    trial_id: str
    commitment_id: str
    item: Item | None
    outcome: Outcome | None = None
    may_say: bool = False


class Line(Model):
    """What somebody who tried an item lets its author read; `name` is empty unless they agreed."""

    verdict: Verdict
    line: str
    name: str = ""


class Reception(Model):
    """What the author of an item is told of what became of it."""

    told: Told
    thanks: Amount
    lines: tuple[Line, ...] = ()


class Link(Model):
    """An item that tells what happened with another, or that other one."""

    item_id: str
    kind: ItemKind
    title: str


class Ties(Model):
    """What stands around an item that is read: its origin, what was built on it, and my thanks."""

    origin: Link | None = None
    built_on: tuple[Link, ...] = ()
    mine: bool = False
    may_thank: bool = False
    thanked: bool = False


class LineageService:
    """Works on what the actor tried, read and gave; of others it tells what may be told."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of_commitment(self, actor: Actor, commitment_id: str) -> list[Tried]:
        """Return what the actor's commitment tries, with what they said of each."""
        with self._database.reading() as tx:
            commitment = own_commitment(tx, actor, commitment_id, Action.READ)
            return [
                _tried(tx, actor, trial)
                for trial in tx.trials.of_person(actor.person_id)
                if trial.commitment_id == commitment.id
            ]

    def mine(self, actor: Actor) -> list[Tried]:
        """Return all that the actor has said of what they tried, the newest first."""
        with self._database.reading() as tx:
            trials = {trial.id: trial for trial in tx.trials.of_person(actor.person_id)}
            said = tx.outcomes.of_person(actor.person_id)
            return [_tried(tx, actor, trials[o.trial_id]) for o in said if o.trial_id in trials]

    def say(
        self,
        actor: Actor,
        commitment_id: str,
        item_id: str,
        verdict: Verdict,
        line: str = "",
        *,
        told: bool = False,
        named: bool = False,
    ) -> Outcome:
        """Keep what happened with an item, in place of what was said before.

        `told`: whether its author reads the line; `named`: under the actor's name. InvalidInput
        before the first attempt, and for one's own item.
        """
        words = tidy(line, name="What happened", longest=LONGEST_LINE)
        with self._database.transaction() as tx:
            commitment = own_commitment(tx, actor, commitment_id)
            item = visible_item(tx, actor, item_id)
            trial = _trial(tx, actor, commitment, item_id)
            if item.author_id == actor.person_id:
                raise InvalidInput("This is your own: tell it in a story of yours.")
            if not _has_attempt(tx, actor, commitment.id):
                raise InvalidInput("No attempt is logged yet: log one, then say what happened.")
            tells = told and item.author_id is not None
            outcome = Outcome(
                trial_id=trial.id,
                person_id=actor.person_id,
                verdict=verdict,
                line=words,
                told=tells,
                named=tells and named,
                updated_at=self._clock(),
            )
            tx.outcomes.put(outcome)
        return outcome

    def take_back(self, actor: Actor, trial_id: str) -> None:
        """Take back what the actor said of a trial of theirs; NotFound for another's."""
        with self._database.transaction() as tx:
            own = {trial.id for trial in tx.trials.of_person(actor.person_id)}
            if trial_id not in own:
                raise NotFound
            tx.outcomes.delete(trial_id)
        self._database.scrub()

    def reception(self, actor: Actor, item_id: str) -> Reception:
        """Return what became of an item, for its author alone; NotFound for everybody else."""
        with self._database.reading() as tx:
            item = tx.items.get(item_id)
            if item is None or item.author_id is None or item.author_id != actor.person_id:
                raise NotFound
            return Reception(
                told=released(tx.trials.lineage([item_id])[item_id]),
                thanks=amount(tx.thanks.of_item(item_id)),
                lines=tuple(_line(tx, outcome) for outcome in tx.outcomes.told_of(item_id)),
            )

    def ties(self, actor: Actor, item_id: str) -> Ties:
        """Return what stands around an item that the actor may read."""
        with self._database.reading() as tx:
            item = visible_item(tx, actor, item_id)
            mine = item.author_id == actor.person_id
            return Ties(
                origin=_origin(tx, actor, item),
                built_on=_built_on(tx, actor, item),
                mine=mine,
                may_thank=item.author_id is not None and not mine,
                thanked=tx.thanks.given_by(actor.person_id, item_id),
            )

    def thank(self, actor: Actor, item_id: str) -> None:
        """Thank the member who gave an item; its author learns how many did, and not who."""
        with self._database.transaction() as tx:
            item = visible_item(tx, actor, item_id)
            if item.author_id is None:
                raise InvalidInput("No member gave this: say that it is helpful.")
            if item.author_id == actor.person_id:
                raise InvalidInput("This is your own: others thank you for it.")
            tx.thanks.put(actor.person_id, item_id, self._clock())

    def unthank(self, actor: Actor, item_id: str) -> None:
        """Take one's thanks back; nothing happens if there are none."""
        with self._database.transaction() as tx:
            tx.thanks.delete(actor.person_id, item_id)


def _tried(tx: Transaction, actor: Actor, trial: Trial) -> Tried:
    item = tx.items.get(trial.item_id)
    shown = item if item is not None and may_read(actor, item) else None
    own = shown is not None and shown.author_id == actor.person_id
    return Tried(
        trial_id=trial.id,
        commitment_id=trial.commitment_id,
        item=shown,
        outcome=tx.outcomes.get(trial.id),
        may_say=shown is not None and not own and _has_attempt(tx, actor, trial.commitment_id),
    )


def _has_attempt(tx: Transaction, actor: Actor, commitment_id: str) -> bool:
    return bool(tx.attempts.of_commitment(commitment_id, owner_id=actor.person_id))


def _trial(tx: Transaction, actor: Actor, commitment: Commitment, item_id: str) -> Trial:
    for trial in tx.trials.of_person(actor.person_id):
        if (trial.commitment_id, trial.item_id) == (commitment.id, item_id):
            return trial
    raise NotFound


def _line(tx: Transaction, outcome: Outcome) -> Line:
    teller = tx.people.get(outcome.person_id) if outcome.named else None
    return Line(
        verdict=outcome.verdict, line=outcome.line, name=teller.name if teller is not None else ""
    )


def _origin(tx: Transaction, actor: Actor, item: Item) -> Link | None:
    """Return what an item tells the outcome of, if the reader may see it and it may be named."""
    story = tx.stories.of_item(item.id)
    tried = tx.items.get(story.tried_item_id) if story and story.tried_item_id else None
    if tried is None or not may_read(actor, tried) or not _may_be_named(tx, tried):
        return None
    return _link(tried)


def _built_on(tx: Transaction, actor: Actor, item: Item) -> tuple[Link, ...]:
    """Return the items that the reader may see and that tell what happened with this one."""
    if not _may_be_named(tx, item):
        return ()
    told = (tx.items.get(story.item_id or "") for story in tx.stories.telling_of(item.id))
    return tuple(_link(one) for one in told if one is not None and may_read(actor, one))


def _may_be_named(tx: Transaction, item: Item) -> bool:
    """Whether others may say that they built on an item: its author agreed, or it has none."""
    consent = tx.consents.newest(item.id)
    return consent.may_build if consent is not None else item.author_id is None


def _link(item: Item) -> Link:
    return Link(item_id=item.id, kind=item.kind, title=item.title)
