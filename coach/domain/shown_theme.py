"""A theme as others may read it, and a release: all that a report shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from coach.domain.base import Model


class Withheld(StrEnum):
    """Why a theme is told of by a count alone."""

    FEW = "few"
    """It comes from too few, or could not be shown when it was previewed. From all but one it is
    told apart only where all contributed, or else the count would tell that all but one did."""
    ALL_BUT_ONE = "all_but_one"
    VETO = "veto"
    """Somebody whom it comes from does not want it shown, or took back or rewrote their text."""


class Mark(StrEnum):
    """What whoever leads has done with a theme since it was found."""

    FOUND = "found"
    REWORDED = "reworded"
    MERGED = "merged"
    SPLIT = "split"


class Quote(Model):
    """A sentence that its author lets be shown; its words are looked up in what they agreed to."""

    source_id: str
    text_sha256: str
    """Of the sentence: what tells it from the others of the same author."""
    named: bool = False


class ShownTheme(Model):
    """A theme as others may read it.

    `people`: how many it comes from, None where that is not told. `named_ids`: all of them, where
    they agreed to be named. `was`: the titles it had before whoever leads changed it.
    """

    id: str
    title: str
    summary: str = ""
    obstacle: str = ""
    helped: str = ""
    open_question: str = ""
    people: int | None = None
    named_ids: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    mark: Mark = Mark.FOUND
    was: tuple[str, ...] = ()


class Release(Model):
    """What of a report others may read; `people`: how many contributed, None where untold.

    Where fewer contributed than a theme needs, nothing is told of what is withheld either.
    """

    themes: tuple[ShownTheme, ...] = ()
    withheld: Mapping[Withheld, int] = {}
    people: int | None = None
