"""A group's repertoire as a file (METHOD §6): what it holds, and what another group may take in.

docs/repertoire.md describes every key. A new key keeps the version; a changed or removed one
raises it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, JsonValue, StringConstraints, ValidationError, model_validator

from coach.domain.base import Model
from coach.domain.charter import Attribution
from coach.domain.repertoire import ItemKind, Source
from coach.errors import InvalidInput

FORMAT: Final = "repertoire-items"
VERSION: Final = 1
MOST_ITEMS: Final = 2000
MOST_BYTES: Final = 5_000_000
_LONGEST_TEXT: Final = 20_000
_LONGEST_LINE: Final = 2_000

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
_Line = Annotated[str, StringConstraints(max_length=_LONGEST_LINE)]


class ConsentFacts(Model):
    """What the author of an item agreed to last; never who they are."""

    audience: Literal["group", "groups", "organisation"]
    attribution: Attribution
    may_build: bool
    may_quote: bool
    version: int = Field(ge=1)
    given_on: date


class FiledItem(Model):
    """An item as it stands in a file. `consent`: None where no member's yes stands behind it."""

    id: Id
    kind: ItemKind
    source: Source
    title: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_LINE)]
    text: str
    lesson: _Line = ""
    works_when: _Line = ""
    told_by: _Line = ""
    challenge: _Line = ""
    tags: tuple[_Line, ...] = Field(default=(), max_length=50)
    created_on: date
    consent: ConsentFacts | None = None

    @model_validator(mode="after")
    def _refuse_a_name_unasked(self) -> Self:
        if self.consent and self.consent.attribution is Attribution.NONE and self.told_by:
            raise ValueError("it names who tells it, though its author chose no name")
        return self


class RepertoireFile(Model):
    """The whole file, as it is written. `installation`: the same for every file made there."""

    format: Literal["repertoire-items"] = FORMAT
    version: Literal[1] = VERSION
    installation: Id
    group: str
    charter: str
    exported_on: date
    notice: str
    items: tuple[FiledItem, ...]


class _Cover(Model):
    """The file without its items, each of which is read on its own."""

    format: str
    version: int
    installation: Id
    group: str = ""
    charter: str = ""
    exported_on: date
    notice: str = ""
    items: tuple[dict[str, JsonValue], ...] = Field(max_length=MOST_ITEMS)


class Refusal(Model):
    """Why one item is not taken in; `place` counts from 1."""

    place: int
    title: str
    sentence: str


class ReadFile(Model):
    """What a file holds: whose installation it is of, the items that can be read, and the rest."""

    installation: str
    items: tuple[tuple[int, FiledItem], ...]
    refusals: tuple[Refusal, ...]

    @property
    def count(self) -> int:
        """How many items the file has, those that cannot be read too."""
        return len(self.items) + len(self.refusals)


def notice(group: str) -> str:
    """Return what every exported file says of how it may be used."""
    return (
        f"Made for the members of {group}, under their charter. Each author can take back what is "
        "theirs at any time: it is gone from every export made from then on, and has to go from "
        "this copy too. So make a new export now and then, and delete the old one."
    )


def read_file(content: bytes) -> ReadFile:
    """Read an export in JSON; InvalidInput when it is none, or too large."""
    if not content:
        raise InvalidInput("The file is empty: choose one that was exported from Repertoire.")
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            f"The file has more than {MOST_BYTES // 1_000_000} MB: take a part of it."
        )
    try:
        cover = _Cover.model_validate_json(content)
    except ValidationError as error:
        raise InvalidInput(_whole_problem(error)) from None
    if (cover.format, cover.version) != (FORMAT, VERSION):
        raise InvalidInput(
            f"The file is no {FORMAT!r} of version {VERSION}: export it again from Repertoire."
        )
    read, refusals = [], []
    for place, raw in enumerate(cover.items, start=1):
        try:
            item = FiledItem.model_validate_json(json.dumps(raw))
        except ValidationError as error:
            refusals.append(Refusal(place=place, title=_title(raw), sentence=_problem(error)))
        else:
            read.append((place, item))
    return ReadFile(installation=cover.installation, items=tuple(read), refusals=tuple(refusals))


def consent_problem(item: FiledItem) -> str:
    """Say why an item of another installation is not for a group here; empty when it is.

    Strict: its author has let everybody read it, and others build on it. A yes to some groups ends
    with these groups.
    """
    if item.source != "member" or item.consent is None:
        return "No author's yes stands behind it: only what a member shared is taken in."
    if item.kind is ItemKind.DOCUMENT:
        return "It is a document: an admin loads it on the Library page."
    if item.consent.audience != "organisation":
        return "Its author agreed to be read by their own group alone: ask them."
    if not item.consent.may_build:
        return "Its author did not agree that others build on it: ask them."
    if len(item.text) > _LONGEST_TEXT:
        return f"Its text has more than {_LONGEST_TEXT} characters: shorten it."
    return ""


def _title(raw: dict[str, JsonValue]) -> str:
    found = raw.get("title")
    return " ".join(found.split())[:120] if isinstance(found, str) else ""


def _whole_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "The file is no JSON: choose one that was exported from Repertoire."
    if first["type"] == "too_long":
        return f"The file has more than {MOST_ITEMS} items: take a part of it."
    place = ".".join(str(part) for part in first["loc"]) or "the whole"
    return f"The file is no export of a repertoire (wrong at {place[:60]}): export it again."


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])[:60]
    said = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"Wrong at {place}: {said}." if place else f"{said[:1].upper()}{said[1:]}."
