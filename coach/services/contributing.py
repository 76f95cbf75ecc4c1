"""Letting reflections count towards themes: off until their author says yes, and theirs to end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.contribution import Contribution, Source, counts, sentences_of, source_of
from coach.domain.contribution_terms import require_within
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionStatus
from coach.errors import InvalidInput
from coach.masking.finder import Finder
from coach.services.common import Clock, group_of, note_event, own_reflection
from coach.services.contribution_offer import (
    ContributionOffer,
    CountsFor,
    counted_in,
    group_for,
    roster_of,
    with_remarks,
)
from coach.services.formats_file import Charters
from coach.services.participation import standing_in
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_LOOKING_BACK: Final = frozenset({CycleStage.REFLECT, CycleStage.REVIEW})
_NOT_KEPT: Final = "This reflection is not finished: keep it first, then let it count."


class MyContribution(Model):
    """A yes of the actor's; `stands`: whether the reflection still reads as it did."""

    contribution: Contribution
    stands: bool


class ContributingService:
    """Works on the actor's own reflections. A group reads of them only what is released by rule."""

    def __init__(
        self, database: Database, clock: Clock, charters: Charters, finder: Finder
    ) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters
        self._finder = finder

    def offer(self, actor: Actor, reflection_id: str) -> ContributionOffer:
        """Return where a reflection stands and what there is to choose; NotFound for another's."""
        with self._database.reading() as tx:
            reflection = own_reflection(tx, actor, reflection_id, Action.READ)
            source, given = source_of(reflection), _given(tx, actor, reflection, Action.READ)
            counts_for, why = self._counts_for(tx, actor, reflection)
            told_to = given.group_id if given else counts_for.group.id if counts_for else ""
            texts = {source.sha256} | ({given.text_sha256} if given else set())
            offer = ContributionOffer(
                counts_for=counts_for,
                why=why,
                seen_sha256=source.sha256,
                contribution=given,
                given_to=group_of(tx, given.group_id).name if given else "",
                stands=given is not None and counts(given, reflection),
                counted_in=tuple(counted_in(tx, told_to, reflection, texts)) if told_to else (),
            )
            roster = roster_of(tx, actor)
        if counts_for is None:
            return offer
        sentences = with_remarks(sentences_of(source), roster, self._finder)
        return offer.model_copy(update={"sentences": sentences})

    def give(
        self,
        actor: Actor,
        reflection_id: str,
        *,
        quotes: Sequence[str],
        named: bool,
        beyond: bool,
        seen_sha256: str,
    ) -> Contribution:
        """Let a kept reflection count as it reads now, in place of an earlier yes to it.

        `seen_sha256`: of the text that its author looked at, see `ContributionOffer`. InvalidInput
        when it has changed since, and for what is not on offer.
        """
        with self._database.transaction() as tx:
            reflection = own_reflection(tx, actor, reflection_id)
            before = _given(tx, actor, reflection, Action.WRITE)
            counts_for = self._offered(tx, actor, reflection)
            chosen = _chosen(source_of(reflection), quotes, seen_sha256)
            require_within(counts_for.terms, quotes=chosen, named=named, beyond=beyond)
            given = Contribution(
                reflection_id=reflection.id,
                owner_id=actor.person_id,
                group_id=counts_for.group.id,
                cycle_id=counts_for.cycle.id if counts_for.cycle else None,
                text_sha256=seen_sha256,
                quotes=chosen,
                named=named,
                beyond=beyond,
                given_at=self._clock(),
            )
            _put(tx, given)
        if before is not None:
            self._database.scrub()
        return given

    def take_back(self, actor: Actor, reflection_id: str) -> None:
        """Let a reflection count no longer, at once; nothing happens if it does not."""
        with self._database.transaction() as tx:
            reflection = own_reflection(tx, actor, reflection_id)
            given = _given(tx, actor, reflection, Action.DELETE)
            if given is None:
                return
            tx.contributions.delete(reflection.id)
            _note(tx, self._clock(), given.group_id, "me")
        self._database.scrub()

    def mine(self, actor: Actor) -> list[MyContribution]:
        """Return what the actor lets count, the oldest first."""
        with self._database.reading() as tx:
            return _mine(tx, actor)

    def waiting(self, actor: Actor) -> str:
        """Return the id of a kept reflection that could count while its group looks back.

        The newest one; empty where none could, or where one of the same cycle counts already.
        """
        with self._database.reading() as tx:
            looking_back = _looking_back(tx, actor)
            if not looking_back:
                return ""
            told = {one.contribution.cycle_id for one in _mine(tx, actor) if one.stands}
            for reflection in tx.reflections.of_owner(actor.person_id):
                counts_for, _ = self._counts_for(tx, actor, reflection)
                cycle = counts_for.cycle if counts_for else None
                if cycle is not None and cycle in looking_back and cycle.id not in told:
                    return reflection.id
        return ""

    def _offered(self, tx: Transaction, actor: Actor, reflection: Reflection) -> CountsFor:
        """Return what it can count for, its group locked so that nobody leaves meanwhile."""
        counts_for, why = self._counts_for(tx, actor, reflection)
        if counts_for is None:
            raise InvalidInput(why)
        group = group_of(tx, counts_for.group.id, lock=True)
        standing_in(tx, actor, group, self._charters)
        return counts_for

    def _counts_for(
        self, tx: Transaction, actor: Actor, reflection: Reflection
    ) -> tuple[CountsFor | None, str]:
        if reflection.status is not ReflectionStatus.KEPT:
            return None, _NOT_KEPT
        return group_for(tx, actor, reflection, self._charters)


def _given(
    tx: Transaction, actor: Actor, reflection: Reflection, action: Action
) -> Contribution | None:
    given = tx.contributions.get(reflection.id)
    if given is not None:
        require(actor, action, Resource(kind=Kind.CONTRIBUTION, owner_id=given.owner_id))
    return given


def _put(tx: Transaction, given: Contribution) -> None:
    tx.contributions.put(given)
    words = "themes, also of the organisation" if given.beyond else "themes"
    _note(tx, given.given_at, given.group_id, words)


def _note(tx: Transaction, now: datetime, group_id: str, detail: str) -> None:
    """Note that somebody of a group changed what counts: an admin is not told who contributes."""
    note_event(
        tx,
        now,
        "audience_change",
        kind=Kind.CONTRIBUTION.value,
        object_id=group_id,
        detail=detail,
    )


def _chosen(source: Source, quotes: Sequence[str], seen_sha256: str) -> tuple[str, ...]:
    """Return the sentences in the order of the text. InvalidInput unless all stand in it."""
    if source.sha256 != seen_sha256:
        raise InvalidInput(
            "The reflection has changed since you looked at what would count: look at it again."
        )
    sentences = sentences_of(source)
    if not set(quotes) <= set(sentences):
        raise InvalidInput(
            "A sentence that you chose does not stand in this reflection: choose among those of "
            "the list."
        )
    return tuple(one for one in sentences if one in quotes)


def _mine(tx: Transaction, actor: Actor) -> list[MyContribution]:
    return [
        MyContribution(contribution=one, stands=counts(one, tx.reflections.get(one.reflection_id)))
        for one in tx.contributions.of_owner(actor.person_id)
    ]


def _looking_back(tx: Transaction, actor: Actor) -> list[Cycle]:
    """Return the cycles of the actor's groups that look back on their practice now."""
    found = (tx.cycles.current(group.id) for group in tx.groups.of_person(actor.person_id))
    return [c for c in found if c and c.stage in _LOOKING_BACK and c.paused_on is None]
