"""Peers' experience beside a member's own work: what fits, what they make of it, what they try."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.dialogue.described import has_described, last_screen, own_words
from coach.domain.access import Action
from coach.domain.commitment import CLOSED, Commitment, CommitmentStatus, Draft
from coach.domain.conversation import CRISES, Conversation, ConversationKind, ScreenResult, Turn
from coach.domain.excerpt import opening
from coach.domain.people import Actor
from coach.domain.reflection import Reflection, ReflectionDraft
from coach.domain.repertoire import Item, Reaction, Trial, visible_to
from coach.domain.suggestion import (
    MOST_CARDS,
    Because,
    Card,
    Citation,
    Suggestions,
    SuggestionState,
    released,
    shows,
)
from coach.repertoire.distil import Distiller
from coach.services.citing import citation, visible_item
from coach.services.commitments import CommitmentService
from coach.services.common import (
    Clock,
    new_id,
    own_commitment,
    own_conversation,
    own_reflection,
    tidy,
)
from coach.services.search import SearchService
from coach.services.suggestion_desk import (
    Basis,
    Candidate,
    Result,
    SuggestionDesk,
    sha256,
)
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_REASON = 500
_WAITING = Suggestions(state=SuggestionState.WAITING)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a member works on: the draft, and the turns of its conversation if there is one."""

    subject: Commitment | Reflection
    conversation: Conversation | None
    turns: Sequence[Turn]

    @property
    def key(self) -> str:
        return self.conversation.id if self.conversation else self.subject.id

    @property
    def draft(self) -> Draft | ReflectionDraft:
        return self.subject.draft


class SuggestionService:
    """Works for the actor alone: on their own conversations, with items that they may see."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        commitments: CommitmentService,
        search: SearchService,
        distiller: Distiller,
        busy: Callable[[], bool],
        pausing: Callable[[], bool],
    ) -> None:
        self._database = database
        self._clock = clock
        self._commitments = commitments
        self._desk = SuggestionDesk(database, clock, search, distiller, busy, pausing)

    def for_conversation(self, actor: Actor, conversation_id: str) -> Suggestions:
        """Return what fits the member's words in this conversation, as far as it is known.

        Never waits: a search begins in the background once the coach answers nobody; ask again
        when `searching` says no. Each card is drawn from the database in this call.
        """
        with self._database.reading() as tx:
            conversation = own_conversation(tx, actor, conversation_id, Action.READ)
            subject = _subject(tx, actor, conversation.kind, conversation.subject_id)
            turns = tx.turns.turns_of(conversation.id, owner_id=actor.person_id)
            return self._suggest(tx, actor, _Work(subject, conversation, turns))

    def for_draft(self, actor: Actor, kind: ConversationKind, subject_id: str) -> Suggestions:
        """Return the same for a draft, which may have been worked on in the form alone."""
        with self._database.reading() as tx:
            subject = _subject(tx, actor, kind, subject_id)
            conversation = tx.conversations.for_subject(subject_id, owner_id=actor.person_id)
            turns = (
                tx.turns.turns_of(conversation.id, owner_id=actor.person_id) if conversation else []
            )
            return self._suggest(tx, actor, _Work(subject, conversation, turns))

    def searching(self, actor: Actor) -> bool:
        """Whether a search of the actor's is under way; quick, for a page that waits for it."""
        return self._desk.searches_for(actor.person_id)

    def react(
        self,
        actor: Actor,
        item_id: str,
        kind: Literal["helpful", "not_for_me"],
        reason: str = "",
    ) -> None:
        """Keep what the member says of an item; "not_for_me" hides it from their cards."""
        why = tidy(reason, name="The reason", longest=LONGEST_REASON)
        with self._database.transaction() as tx:
            visible_item(tx, actor, item_id)
            tx.reactions.put(
                Reaction(
                    person_id=actor.person_id,
                    item_id=item_id,
                    kind=kind,
                    reason=why,
                    created_at=self._clock(),
                )
            )

    def unreact(self, actor: Actor, item_id: str) -> None:
        """Take back what the member said of an item; nothing happens if there is nothing."""
        with self._database.transaction() as tx:
            tx.reactions.delete(actor.person_id, item_id)

    def try_it(self, actor: Actor, item_id: str, commitment_id: str) -> Trial:
        """Link an item to the actor's commitment that tries it; a second time changes nothing."""
        with self._database.transaction() as tx:
            own_commitment(tx, actor, commitment_id)
            visible_item(tx, actor, item_id)
            for known in tx.trials.of_person(actor.person_id):
                if (known.item_id, known.commitment_id) == (item_id, commitment_id):
                    return known
            trial = Trial(
                id=new_id(),
                person_id=actor.person_id,
                item_id=item_id,
                commitment_id=commitment_id,
                created_at=self._clock(),
            )
            tx.trials.add(trial)
            return trial

    def try_next(self, actor: Actor, item_id: str) -> Trial:
        """Link an item to the actor's newest draft of a commitment; to a new one without any."""
        with self._database.reading() as tx:
            visible_item(tx, actor, item_id)
            mine = tx.commitments.of_owner(actor.person_id)
        draft = next((c for c in mine if c.status is CommitmentStatus.DRAFT), None)
        draft = draft or self._commitments.start(actor)
        return self.try_it(actor, item_id, draft.id)

    def leave_it(self, actor: Actor, item_id: str, commitment_id: str) -> None:
        """Take back that the actor's commitment tries an item; nothing happens if it does not."""
        with self._database.transaction() as tx:
            own_commitment(tx, actor, commitment_id)
            for known in tx.trials.of_person(actor.person_id):
                if (known.item_id, known.commitment_id) == (item_id, commitment_id):
                    tx.trials.delete(known.id)

    def tried_in(self, actor: Actor, commitment_id: str) -> list[Citation | None]:
        """Return what the actor's commitment tries; None for what is no longer shared."""
        with self._database.reading() as tx:
            own_commitment(tx, actor, commitment_id, Action.READ)
            trials = [
                t for t in tx.trials.of_person(actor.person_id) if t.commitment_id == commitment_id
            ]
            return [citation(tx, actor, t.item_id) for t in trials]

    def cited(self, actor: Actor, turns: Sequence[Turn]) -> dict[str, Citation | None]:
        """Return, by turn, the item that each citing turn names; None if it is no longer shared.

        Read anew in this call: a story that was withdrawn a second ago is not quoted.
        """
        named = [(t.id, t.provenance.item_id) for t in turns if t.provenance]
        citing = [(turn_id, item_id) for turn_id, item_id in named if item_id]
        if not citing:
            return {}
        with self._database.reading() as tx:
            return {turn_id: citation(tx, actor, item_id) for turn_id, item_id in citing}

    def close(self) -> None:
        """End the searches."""
        self._desk.close()

    def _suggest(self, tx: Transaction, actor: Actor, work: _Work) -> Suggestions:
        words = own_words(work.draft, work.turns)
        seen = last_screen(work.turns)
        if seen in CRISES or not has_described(work.draft, words):
            return _WAITING
        basis = self._basis(tx, actor, work, words)
        if seen is ScreenResult.EMOTION:
            # A feeling is mirrored and nothing else: no new search, what was there stays.
            result, searching = self._desk.last(basis), False
        else:
            result = self._desk.look(actor, basis)
            searching = result is None or not result.basis.asks_like(basis)
        cards = tuple(_cards(tx, actor, work, basis, result)) if result else ()
        return Suggestions(state=_state(result, cards, searching=searching), cards=cards)

    def _basis(self, tx: Transaction, actor: Actor, work: _Work, words: str) -> Basis:
        own = frozenset(item.id for item in tx.items.of_author(actor.person_id))
        return Basis(
            person_id=actor.person_id,
            key=work.key,
            conversation_id=work.conversation.id if work.conversation else None,
            words=words,
            position=work.turns[-1].position if work.turns else 0,
            audiences=visible_to(actor),
            hidden=tx.reactions.hidden_for(actor.person_id) | own,
            version=tx.items.version(),
        )


def _state(result: Result | None, cards: Sequence[Card], *, searching: bool) -> SuggestionState:
    if searching:
        return SuggestionState.SEARCHING
    if cards:
        return SuggestionState.FOUND
    if result is None:
        return SuggestionState.WAITING
    return SuggestionState.FAILED if result.failed else SuggestionState.NONE


def _cards(
    tx: Transaction, actor: Actor, work: _Work, basis: Basis, result: Result
) -> Iterator[Card]:
    """Yield at most three cards, each drawn from what the database holds now."""
    ids = [c.item_id for c in result.candidates if c.item_id not in basis.hidden]
    items = tx.items.get_many(ids)
    lineage = tx.trials.lineage(ids)
    helpful = {r.item_id for r in tx.reactions.of_person(actor.person_id) if r.kind == "helpful"}
    drawn = 0
    for candidate in result.candidates:
        item = items.get(candidate.item_id)
        why = _because(candidate, item, result.basis.words, basis.words)
        if item is None or why is None or not shows(actor, item) or drawn == MOST_CARDS:
            continue
        drawn += 1
        yield Card(
            item=item,
            lines=opening(item, beside=why.story),
            why=why,
            told=released(lineage[item.id]),
            helpful=item.id in helpful,
            tried_in=_tried_in(tx, actor, work, item.id),
        )


def _because(candidate: Candidate, item: Item | None, then: str, now: str) -> Because | None:
    """Return the reason in the item's and the member's present words; None once either is gone."""
    if item is None or sha256(item.text) != candidate.text_sha256:
        return None
    by_lesson = candidate.story is None
    story = (item.lesson if candidate.story is None else item.text[slice(*candidate.story)]).strip()
    member = then[slice(*candidate.member)].strip()
    if not story or not member or member not in now:
        return None
    return Because(story=story, member=member, is_lesson=by_lesson)


def _tried_in(tx: Transaction, actor: Actor, work: _Work, item_id: str) -> str | None:
    """Return the commitment in which the actor tries an item: this one, or one to come."""
    tried = [t.commitment_id for t in tx.trials.of_person(actor.person_id) if t.item_id == item_id]
    if isinstance(work.subject, Commitment):
        return work.subject.id if work.subject.id in tried else None
    mine = {c.id: c for c in tx.commitments.of_owner(actor.person_id)}
    return next((i for i in tried if i in mine and mine[i].status not in CLOSED), None)


def _subject(
    tx: Transaction, actor: Actor, kind: ConversationKind, subject_id: str
) -> Commitment | Reflection:
    if kind is ConversationKind.COMMIT:
        return own_commitment(tx, actor, subject_id, Action.READ)
    return own_reflection(tx, actor, subject_id, Action.READ)
