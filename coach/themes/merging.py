"""Brings together what the model named: the same in other words is one concept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from coach.themes.candidates import Named
from coach.themes.concepts import Concept
from coach.themes.ports import Embeds
from coach.themes.wording import Wording

_SAME: Final = 0.55
"""Cosine of two titles from which they say the same."""
_SHOWS: Final = 0.25
"""Cosine of a title and the sentence given for it, below which the one does not tell the other."""


def own_concepts(
    named: Iterable[Named], known: Sequence[Concept], embeds: Embeds, wording: Wording
) -> tuple[Concept, ...]:
    """Return what the model named in words of its own, and none of the known concepts says.

    Words that a reader could trace to somebody are left out with their concept.
    """
    found: list[Concept] = []
    for one in named:
        concept = _concept(one)
        if concept is None or not wording.may_stand(concept.title):
            continue
        if not _tells(concept, embeds) or _among(concept, known, embeds) is not None:
            continue
        same = _among(concept, found, embeds)
        if same is None:
            found.append(concept)
        else:
            found[same] = _merged(found[same], concept)
    return tuple(found)


def _concept(named: Named) -> Concept | None:
    if not named.own or named.own_sentence is None:
        return None
    title = named.own.strip()
    return Concept(
        id=f"own-{hashlib.sha256(title.encode()).hexdigest()[:12]}",
        title=title,
        criterion=f"The writer tells of this: {title[0].lower()}{title[1:]}.",
        signs=(named.own_sentence.words,),
        shown_by=(named.own_sentence,),
        own=True,
    )


def _merged(first: Concept, other: Concept) -> Concept:
    return replace(first, signs=first.signs + other.signs, shown_by=first.shown_by + other.shown_by)


def _tells(concept: Concept, embeds: Embeds) -> bool:
    title, sign = embeds.embed([concept.title, concept.signs[0]])
    return float(title @ sign) >= _SHOWS


def _among(concept: Concept, known: Sequence[Concept], embeds: Embeds) -> int | None:
    """Return the place of the concept that says the same, or None."""
    if not known:
        return None
    vectors = embeds.embed([concept.title, *(one.title for one in known)])
    likeness = vectors[1:] @ vectors[0]
    at = int(likeness.argmax())
    return at if float(likeness[at]) >= _SAME else None
