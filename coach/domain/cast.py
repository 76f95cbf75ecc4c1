"""Who is who in a story, and what stands for each: one stand-in a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coach.domain.masking import Concern, Mask
from coach.domain.stand_in_words import ONE_DAY, choices

PEOPLE: Final = (Concern.PERSON, Concern.NAME)
_TELLING: Final = (*PEOPLE, Concern.ORGANISATION, Concern.PLACE)
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "sir", "dame", "lady"}
    | {"lord", "herr", "frau"}
)
_LEADS_IN: Final = re.compile(
    r"(?i)^(?:(?:the|an?|my|our|their|his|her|your|on|in|at|by|since|until|till|every|each|last"
    r"|next|this|from|before|after|during|around)\s+)+"
)
_PART: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SHORTEST: Final = 3
"""Letters of a word that would give something away within a stand-in."""


class Cast:
    """The stand-ins of one story. found: everything that was found, with its concern.

    kept: masks that stay; a new wording of the same thing takes their stand-in.
    """

    def __init__(self, found: Iterable[tuple[Concern, str]], kept: Iterable[Mask]) -> None:
        self._people: list[tuple[set[str], str]] = []
        self._others: dict[tuple[Concern, str], str] = {}
        self._taken: set[str] = set()
        self._telling = {
            part
            for concern, words in found
            if concern in _TELLING
            for part in _parts(words)
            if len(part) >= _SHORTEST or part in ("x", "y", "z")
        }
        for mask in kept:
            if mask.stand_in:
                self._remember(mask.concern, mask.words, mask.stand_in)

    def introduce(self, role: str, name: str) -> None:
        """Say that somebody in a role has this name: what stands for one stands for the other."""
        if self._person(_parts(name)) is None:
            self._remember(Concern.PERSON, name, self.stand_in(Concern.ROLE, role))

    def stand_in(self, concern: Concern, words: str) -> str:
        """Return what stands for these words, the same for every wording of the same thing."""
        if concern in PEOPLE:
            known = self._person(_parts(words))
        else:
            known = self._others.get((concern, _key(words)))
        if known is not None:
            return known
        chosen = next(one for one in choices(concern, words) if self._free(one, concern))
        self._remember(concern, words, chosen)
        return chosen

    def _free(self, stand_in: str, concern: Concern) -> bool:
        """Whether it gives nothing away and is nobody else's; dates share theirs."""
        shared = concern is Concern.DATE and stand_in != ONE_DAY
        tells = not self._telling.isdisjoint(_parts(stand_in))
        return not tells and (shared or stand_in not in self._taken)

    def _remember(self, concern: Concern, words: str, stand_in: str) -> None:
        self._taken.add(stand_in)
        if concern in PEOPLE:
            self._people.append((_parts(words), stand_in))
        else:
            self._others[concern, _key(words)] = stand_in

    def _person(self, parts: set[str]) -> str | None:
        """Return the stand-in of whom these names belong to: of Jo Miller for Jo, for Dr Miller."""
        for known, stand_in in self._people:
            if parts <= known or known <= parts:
                known.update(parts)
                return stand_in
        return None


def _parts(words: str) -> set[str]:
    parts = {part.casefold() for part in _PART.findall(words)}
    return parts - _TITLES or parts


def _key(words: str) -> str:
    return " ".join(_LEADS_IN.sub("", words).casefold().split())
