"""The union of all finders. What it proposes is shown to the author, who decides.

Each finder sees something that the others miss: names that a list knows, people whom the
installation knows, shapes, roles, what a trained model takes for an entity, and in the end every
word that is not an ordinary one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coach.domain.masking import Finding
from coach.masking.addresses import find_addresses
from coach.masking.dates import find_dates
from coach.masking.echoes import with_echoes
from coach.masking.lists import word_lists
from coach.masking.marks import Mark, union
from coach.masking.names import find_names
from coach.masking.patterns import find_shapes
from coach.masking.relations import find_roles, find_teams
from coach.masking.roster import Roster, find_roster
from coach.masking.unknown import find_unknown
from coach.masking.words import words_of

if TYPE_CHECKING:
    from coach.masking.entities import Entities

__all__ = ["FINDERS", "HEAVY", "Finder", "Roster"]

FINDERS: Final = ("roster", "patterns", "roles", "teams", "names", "words", "spacy", "presidio")
"""The names in `found_by`."""
HEAVY: Final = frozenset({"spacy", "presidio"})
"""Those that take seconds to load."""

_PROBLEM: Final = (
    "presidio with spaCy cannot be used ({reason}): names are sought without them. "
    "Run `make setup`, then start the coach again."
)


class Finder:
    """Safe for any number of threads. `load` takes some seconds, `find` calls it if nobody did.

    without: finders to leave out, by the names in FINDERS.
    """

    def __init__(self, *, without: frozenset[str] = frozenset()) -> None:
        self._without = without
        self._lock = threading.Lock()
        self._loaded = without >= HEAVY
        self._entities: Entities | None = None
        self._problem = ""

    @property
    def problem(self) -> str:
        """One sentence when presidio or spaCy could not be loaded, else nothing."""
        return self._problem

    def alone(self, name: str) -> Finder:
        """Return a finder of one source, by its name in FINDERS; it shares what is loaded."""
        one = Finder(without=frozenset(FINDERS) - {name})
        one._entities, one._loaded = self._entities, one._loaded or self._loaded
        return one

    def load(self) -> None:
        """Read the lists and load presidio with spaCy, once."""
        word_lists()
        with self._lock:
            if not self._loaded:
                self._load_entities()
                self._loaded = True

    def find(self, texts: Sequence[str], roster: Roster) -> list[tuple[Finding, ...]]:
        """Return what could tell of somebody in each part of one story: sorted, no overlaps."""
        self.load()
        found = [
            union(text, (mark for mark in marks if mark.finder not in self._without))
            for text, marks in zip(texts, self._marks(texts, roster), strict=True)
        ]
        return with_echoes(texts, found)

    def _marks(self, texts: Sequence[str], roster: Roster) -> Iterator[tuple[Mark, ...]]:
        nothing: tuple[Mark, ...] = ()
        source = None if self._without >= HEAVY else self._entities
        entities = source.find(texts) if source else [nothing] * len(texts)
        for text, found in zip(texts, entities, strict=True):
            yield (*_read(text, roster), *found)

    def _load_entities(self) -> None:
        try:
            from coach.masking.entities import entities  # noqa: PLC0415 (takes seconds)

            self._entities = entities()
        except (ImportError, OSError, ValueError) as error:
            self._problem = _PROBLEM.format(reason=type(error).__name__)


def _read(text: str, roster: Roster) -> Iterator[Mark]:
    words, lists = words_of(text), word_lists()
    names = tuple(find_names(words, lists))
    yield from names
    yield from find_roster(text, words, roster, lists, {name.start for name in names})
    yield from find_shapes(text)
    yield from find_dates(text)
    yield from find_addresses(text, lists)
    yield from find_roles(text)
    yield from find_teams(text)
    yield from find_unknown(words, lists)
