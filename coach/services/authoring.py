"""The workshop of a story: its parts, and what stands there instead of what could tell of others.

Everything here is its author's alone; `coach.services.sharing` makes what others read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from coach.domain.access import Action, Kind
from coach.domain.base import Model
from coach.domain.masking import Concern, Hint, Mask, Piece, chosen, masked, pieces
from coach.domain.people import Actor
from coach.domain.recognition import hints
from coach.domain.reflection import ReflectionStatus, ReflectionStep
from coach.domain.repertoire import ItemKind
from coach.domain.stand_ins import proposed
from coach.domain.story import (
    LONGEST_LINE,
    LONGEST_PART,
    LONGEST_TITLE,
    PART_TITLES,
    SECTIONS,
    Story,
    StoryKind,
    StoryPart,
    Written,
)
from coach.errors import InvalidInput
from coach.masking.finder import Finder, Roster
from coach.services.citing import visible_item
from coach.services.common import (
    Clock,
    new_id,
    note_event,
    own_attempt,
    own_commitment,
    own_reflection,
    owned,
    tidy,
)
from coach.services.story_desk import Proposals, StoryDesk
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_STAND_IN: Final = 80
_SOMEBODY: Final = "somebody"
"""Stands for words that no finder knows, until their author says better."""
LONGEST: Final[Mapping[StoryPart, int]] = {
    StoryPart.TITLE: LONGEST_TITLE,
    StoryPart.LESSON: LONGEST_LINE,
    StoryPart.WORKS_WHEN: LONGEST_LINE,
    **dict.fromkeys(SECTIONS, LONGEST_PART),
}
"""Characters of each part."""


class Preview(Model):
    """A story as others would read it, with everything that a mask is about marked in place.

    `problem`: one sentence when a finder is missing; the author looks more closely then.
    """

    parts: Mapping[StoryPart, tuple[Piece, ...]]
    masks: tuple[Mask, ...]
    hints: tuple[Hint, ...]
    problem: str = ""

    @property
    def texts(self) -> dict[StoryPart, str]:
        """What others would read, part by part."""
        return {part: "".join(p.shown for p in found) for part, found in self.parts.items()}


class AuthoringService:
    """Works on the actor's own stories."""

    def __init__(self, database: Database, clock: Clock, finder: Finder, desk: StoryDesk) -> None:
        self._database = database
        self._clock = clock
        self._finder = finder
        self._desk = desk
        self._warming = threading.Event()

    def get_ready(self) -> None:
        """Load in the background what `preview` looks with; it takes some seconds, once."""
        if not self._warming.is_set():
            self._warming.set()
            threading.Thread(target=self._finder.load, name="finder", daemon=True).start()

    def mine(self, actor: Actor) -> list[Story]:
        """Return the actor's stories, the newest first."""
        with self._database.reading() as tx:
            return tx.stories.of_owner(actor.person_id)

    def get(self, actor: Actor, story_id: str) -> Story:
        """Return one story; NotFound for another's."""
        with self._database.reading() as tx:
            return own_story(tx, actor, story_id, Action.READ)

    def start(
        self,
        actor: Actor,
        *,
        reflection_id: str | None = None,
        tried_item_id: str | None = None,
        kind: StoryKind = ItemKind.STORY,
    ) -> Story:
        """Begin a story, from a kept reflection or from nothing; one a reflection.

        `tried_item_id`: what it says "here is what happened with it" of. InvalidInput for a
        reflection that is not finished.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            if tried_item_id is not None:
                visible_item(tx, actor, tried_item_id)
            if reflection_id is not None:
                known = tx.stories.of_owner(actor.person_id)
                before = next((s for s in known if s.reflection_id == reflection_id), None)
                if before is not None:
                    return before
            story = Story(
                id=new_id(),
                owner_id=actor.person_id,
                kind=kind,
                reflection_id=reflection_id,
                group_id=_group_of(tx, actor, reflection_id) if reflection_id else None,
                tried_item_id=tried_item_id,
                created_at=now,
                updated_at=now,
            )
            tx.stories.add(story)
        return story

    def set_part(self, actor: Actor, story_id: str, part: StoryPart, text: str) -> Story:
        """Save what the author typed; from then on the words are theirs. Empty clears the part."""
        value = tidy(text, name=f"{PART_TITLES[part]!r}", longest=LONGEST[part])

        def changed(story: Story) -> Story:
            if value == story.text(part) and part not in story.suggested:
                return story
            others = {p: w for p, w in story.parts.items() if p is not part}
            parts = {**others, part: Written(text=value)} if value else others
            return story.model_copy(update={"parts": parts})

        return self._change(actor, story_id, changed)

    def take(self, actor: Actor, story_id: str, part: StoryPart) -> Story:
        """Make a suggestion the author's own as it stands."""
        return self.set_part(actor, story_id, part, self.get(actor, story_id).text(part))

    def set_kind(self, actor: Actor, story_id: str, kind: StoryKind) -> Story:
        """Say whether it is a story, a tool or a way."""
        return self._change(actor, story_id, lambda s: s.model_copy(update={"kind": kind}))

    def propose(self, actor: Actor, story_id: str) -> None:
        """Let the model propose what is still empty, in the background; see `proposals`.

        InvalidInput for a story from nothing, which only its author can write.
        """
        with self._database.reading() as tx:
            story = own_story(tx, actor, story_id)
            if story.reflection_id is None:
                raise InvalidInput("There is no reflection to propose from: write it yourself.")
            reflection = own_reflection(tx, actor, story.reflection_id, Action.READ)
            sentence = _sentence(tx, actor, reflection.attempt_ids)
        steps = {step: reflection.draft.text(step) for step in ReflectionStep}
        told = {step: text for step, text in steps.items() if text}
        self._desk.draft(story_id, told, sentence, lambda found: self._fill(actor, story_id, found))

    def proposals(self, actor: Actor, story_id: str) -> Proposals:
        """Return how far the model is with a story."""
        self.get(actor, story_id)
        return self._desk.state(story_id)

    def stop_proposing(self, actor: Actor, story_id: str) -> None:
        """Ask the model no further; what it has proposed stays."""
        self.get(actor, story_id)
        self._desk.cancel(story_id)

    def preview(self, actor: Actor, story_id: str) -> Preview:
        """Find what could tell of somebody, and return the story with it marked in place.

        Choices of the author stay; what the model finds comes in once it has been asked.
        """
        with self._database.reading() as tx:
            story = own_story(tx, actor, story_id)
            roster = _roster(tx, actor)
        texts = story.texts
        masks = self._found(story, roster, story.masks)
        if masks != story.masks:
            self._change(actor, story_id, lambda s: s.model_copy(update={"masks": masks}))
        return Preview(
            parts={part: pieces(text, masks) for part, text in texts.items()},
            masks=masks,
            hints=hints(list(texts.values())),
            problem=self._finder.problem,
        )

    def set_mask(self, actor: Actor, story_id: str, words: str, stand_in: str | None) -> Story:
        """Choose what stands for some words of the story; None leaves them as they are.

        InvalidInput for words that the story does not have.
        """
        name = " ".join(words.split())
        instead = None
        if stand_in is not None:
            instead = " ".join(
                tidy(stand_in, name="What stands there instead", longest=LONGEST_STAND_IN).split()
            )
            if not instead:
                raise InvalidInput("What stands there instead is empty: write a word or two.")

        def changed(story: Story) -> Story:
            mask = Mask(words=name, concern=Concern.NAME, stand_in="")
            there = name and any(
                piece.mask for text in story.texts.values() for piece in pieces(text, [mask])
            )
            if not there:
                raise InvalidInput(
                    f"{name[:60]!r} does not stand in the story by itself: write it letter for "
                    "letter as it stands there."
                )
            return story.model_copy(update={"masks": chosen(story.masks, name, instead)})

        return self._change(actor, story_id, changed)

    def hide(self, actor: Actor, story_id: str, words: str) -> Story:
        """Let what is proposed for some words stand there, though they were left before."""
        with self._database.reading() as tx:
            story = own_story(tx, actor, story_id)
            roster = _roster(tx, actor)
        others = tuple(mask for mask in story.masks if mask.words != words)
        found = {mask.words: mask.stand_in for mask in self._found(story, roster, others)}
        return self.set_mask(actor, story_id, words, found.get(words) or _SOMEBODY)

    def delete(self, actor: Actor, story_id: str) -> None:
        """Delete a story that nobody else reads; one that is shared is withdrawn first."""
        with self._database.transaction() as tx:
            story = own_story(tx, actor, story_id, Action.DELETE)
            if story.item_id is not None:
                raise InvalidInput("Others read this story: take it back first, then delete it.")
            tx.stories.delete(story_id)
            note_event(
                tx,
                self._clock(),
                "deletion",
                actor_id=actor.person_id,
                kind=Kind.STORY.value,
                object_id=story_id,
            )
        self._desk.cancel(story_id)
        self._database.scrub()

    def close(self) -> None:
        """Ask the model no further."""
        self._desk.close()

    def _found(self, story: Story, roster: Roster, known: Sequence[Mask]) -> tuple[Mask, ...]:
        """Return what is known with what the finders find, the model as far as it has come."""
        values = list(story.texts.values())
        found = self._finder.find(values, roster)
        asked = self._desk.names(story.id, values)
        together = [(*first, *second) for first, second in zip(found, asked, strict=True)]
        return proposed(values, together, known)

    def _fill(self, actor: Actor, story_id: str, found: Mapping[StoryPart, str]) -> None:
        """Put proposals where nothing stands; never over what the author has written."""

        def filled(story: Story) -> Story:
            new = {
                part: Written(text=text, origin="suggested")
                for part, text in found.items()
                if text and not story.text(part)
            }
            return story.model_copy(update={"parts": {**story.parts, **new}})

        self._change(actor, story_id, filled)

    def _change(self, actor: Actor, story_id: str, change: Callable[[Story], Story]) -> Story:
        with self._database.transaction() as tx:
            before = own_story(tx, actor, story_id)
            after = change(before)
            if after == before:
                return before
            after = after.model_copy(update={"updated_at": self._clock()})
            tx.stories.update(after)
        return after


def own_story(tx: Transaction, actor: Actor, story_id: str, action: Action = Action.WRITE) -> Story:
    """Return the actor's story; NotFound for another's."""
    return owned(actor, Kind.STORY, tx.stories.get(story_id), action)


def masked_texts(story: Story) -> dict[StoryPart, str]:
    """Return what others would read of a story, part by part."""
    return {part: masked(text, story.masks) for part, text in story.texts.items()}


def _group_of(tx: Transaction, actor: Actor, reflection_id: str) -> str | None:
    """Return the group of the first commitment that a kept reflection looks back on."""
    reflection = own_reflection(tx, actor, reflection_id, Action.READ)
    if reflection.status is not ReflectionStatus.KEPT:
        raise InvalidInput("This reflection is not finished: keep it first, then tell it.")
    for attempt_id in reflection.attempt_ids:
        attempt = own_attempt(tx, actor, attempt_id, Action.READ)
        commitment = own_commitment(tx, actor, attempt.commitment_id, Action.READ)
        if commitment.group_id is not None:
            return commitment.group_id
    return None


def _sentence(tx: Transaction, actor: Actor, attempt_ids: Sequence[str]) -> str:
    """Return the commitment that the attempts were made with."""
    attempt = own_attempt(tx, actor, attempt_ids[0], Action.READ)
    return own_commitment(tx, actor, attempt.commitment_id, Action.READ).sentence


def _roster(tx: Transaction, actor: Actor) -> Roster:
    """Return the names that the author's groups go by, and those of the people in them."""
    groups = tx.groups.of_person(actor.person_id)
    people = {
        name
        for group in groups
        for name, membership in tx.groups.members(group.id, present=True)
        if membership.person_id != actor.person_id
    }
    return Roster(people=tuple(sorted(people)), organisations=tuple(sorted(g.name for g in groups)))
