"""Concepts: what people who lead wrestle with. Most are kept in a file, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from coach.themes.reading import Sentence


@dataclass(frozen=True)
class Concept:
    """What texts are judged against. `signs`: sentences that show it, to compare with only.

    `shown_by`: sentences of sources for which a model proposed it. `own`: whether the model worded
    it; all others are ours.
    """

    id: str
    title: str
    criterion: str
    summary: str = ""
    question: str = ""
    signs: tuple[str, ...] = ()
    shown_by: tuple[Sentence, ...] = ()
    own: bool = False

    @property
    def whole(self) -> str:
        """Everything that tells what it is."""
        return " ".join((f"{self.title}.", self.criterion, *self.signs))


@dataclass(frozen=True)
class Facet:
    """An obstacle, or what helped: `tells` is what may be said of it, in our own words."""

    tells: str
    signs: tuple[str, ...]


@cache
def bank() -> tuple[Concept, ...]:
    """Return the concepts that are kept."""
    return tuple(
        Concept(
            id=id_,
            title=str(body["title"]),
            criterion=str(body["criterion"]),
            summary=str(body["summary"]),
            question=str(body["question"]),
            signs=tuple(map(str, body["signs"])),
        )
        for id_, body in _read("concepts").items()
    )


@cache
def facets(kind: str) -> tuple[Facet, ...]:
    """Return the facets of a kind: "obstacles" or "helped"."""
    kept = _read("facets")[kind]
    return tuple(Facet(str(one["tells"]), tuple(map(str, one["signs"]))) for one in kept)


@cache
def our_lines() -> tuple[str, ...]:
    """Return every line that is kept and compared with: all of them are our own words."""
    kept = [line for one in bank() for line in (*one.signs, one.title, one.whole)]
    kinds = (facets("obstacles"), facets("helped"))
    return (*kept, *(line for kind in kinds for one in kind for line in (one.tells, *one.signs)))


def _read(name: str) -> dict[str, Any]:
    body = files("coach.themes").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    kept: dict[str, Any] = yaml.safe_load(body)
    return kept
