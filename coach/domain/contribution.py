"""What a member lets count towards the themes of their group, and what may be quoted of it.

Off until the member says yes. What is read is the whole reflection, by a program alone; what others
may see word for word are the sentences that the member has chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from coach.domain.base import Model
from coach.domain.reflection import STEP_ORDER, Reflection, ReflectionStatus, ReflectionStep
from coach.domain.spans import Span, sentence_spans


class Contribution(Model):
    """One yes to one reflection as it reads now; another wording needs another yes.

    `quotes`: sentences that may be shown word for word. `named`: whether the member's name may
    stand under them, and beside a theme that comes from few. `beyond`: whether it counts towards
    themes of the organisation too, where nothing is quoted and nobody named.
    """

    reflection_id: str
    owner_id: str
    group_id: str
    cycle_id: str | None
    text_sha256: str
    quotes: tuple[str, ...] = ()
    named: bool = False
    beyond: bool = False
    given_at: datetime


class Source(Model):
    """A text in which themes are looked for: a contributed reflection, or a line of a file.

    `steps`: where in it the steps of a reflection stand; none in any other text.
    """

    id: str
    person_id: str
    group_id: str = ""
    text: str
    steps: Mapping[ReflectionStep, Span] = {}

    @property
    def sha256(self) -> str:
        """What tells this wording from another."""
        return sha256_of(self.text)


def sha256_of(text: str) -> str:
    """Return what tells a wording from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def source_of(reflection: Reflection, group_id: str = "") -> Source:
    """Return what of a reflection is read: its steps in order, a blank line between them."""
    text, steps = "", {}
    for step in STEP_ORDER:
        if words := reflection.draft.text(step):
            text = f"{text}\n\n" if text else text
            steps[step] = Span(start=len(text), end=len(text) + len(words))
            text += words
    return Source(
        id=reflection.id, person_id=reflection.owner_id, group_id=group_id, text=text, steps=steps
    )


def sentences_of(source: Source) -> tuple[str, ...]:
    """Return the sentences that may be chosen as quotes, each once, in order."""
    found = (span.of(source.text) for span in sentence_spans(source.text))
    return tuple(dict.fromkeys(found))


def counts(contribution: Contribution, reflection: Reflection | None) -> bool:
    """Return whether a yes stands: the author's, to a kept reflection that reads as it did."""
    return (
        reflection is not None
        and reflection.id == contribution.reflection_id
        and reflection.owner_id == contribution.owner_id
        and reflection.status is ReflectionStatus.KEPT
        and source_of(reflection).sha256 == contribution.text_sha256
    )
