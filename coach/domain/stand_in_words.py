"""What can stand for somebody or something, so that the sentence around it still reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from coach.domain.masking import Concern

_ORDINALS: Final = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_DETERMINER: Final = re.compile(r"(?i)^(?:a|an|another|one|the|our|my|their|his|her|your)\s+")

_ROLES: Final[tuple[tuple[str, str], ...]] = (
    (r"wife|husband|partner|spouse|friend|fianc|mother|father|mum|dad|brother|sister", "family"),
    (r"\b(?:son|daughter|uncle|aunt)\b", "family"),
    (r"client|customer|account\b", "a client"),
    (r"supplier", "a supplier"),
    (r"competitor", "a competitor"),
    (r"investor|shareholder|donor|sponsor", "a backer"),
    (r"council|union|steward|ombuds", "a staff representative"),
    (r"mentor|coach|doctor|therapist|accountant|lawyer|interpreter", "an adviser"),
    (
        r"deputy|assistant|secretary|\bpa\b|right hand|success|predecess|counterpart",
        "a close colleague",
    ),
    (r"^(?:my|our) (?:.* )?(?:boss|manager|supervisor|lead|leader|team ?lead(?:er)?)\b", "above"),
    (r"^(?:his|her|their|your) (?:.* )?(?:boss|manager|supervisor)\b", "another manager"),
    (r"landlord|landlady", "a neighbour"),
)
_CONTACTS: Final[tuple[tuple[str, str], ...]] = (
    (r"@\w+[\w-]*\.", "an e-mail address"),
    (r"://|^www\.|\.[a-z]{2,}(?:/|$)", "a link"),
    (r"^[+(]?[\d ().\-/]{6,20}$", "a phone number"),
    (r"", "a number"),
)
ONE_DAY: Final = "one day"
_WHEN: Final[tuple[tuple[str, str], ...]] = (
    (r"^(?:every|each)\b", "regularly"),
    (r"^since\b", "for some time"),
    (r"^next\b", "soon"),
    (r"^(?:on )?last\b", "some time ago"),
    (r"^this\b", "at that time"),
    (r"^(?:by|until|till|from|before|after|during|around) ", "{0} a certain date"),
    (r"^(?:early|late|mid)\b", "at some point"),
    (r"^(?:1?\d)[ -]years?-old$", "child"),
    (r"-old$", "grown-up"),
    (r"old$|y/o$", "of a certain age"),
    (r"^\d{1,3}$", "a certain age"),
    (r"^(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|^on\b", ONE_DAY),
    (r"^in\b", "some time ago"),
    (r"christmas|easter|new year|ramadan|diwali|thanksgiving|labou?r day", "a holiday"),
    (r"^\d{4}s?$", "a certain year"),
    (r"^[a-z]+$", "a certain month"),
    (r"", "a certain date"),
)
_PLACES: Final = r"office|site|plant|department|branch|desk|unit|division|warehouse|store|shop"
_WITH_A_NOUN: Final = re.compile(rf"{_PLACES}|factory|depot|clinic|ward|school|subsidiary|project")


def choices(concern: Concern, words: str) -> Iterator[str]:
    """Yield stand-ins for some words, the best first; in the end come letters."""
    said = " ".join(words.casefold().split())
    match concern:
        case Concern.PERSON:
            yield from _several("a colleague")
        case Concern.ROLE:
            yield from _roles(said)
        case Concern.ORGANISATION:
            yield from _several("a company")
        case Concern.TEAM:
            noun = said.rsplit(maxsplit=1)[-1]
            yield from _several(
                f"a {noun if _WITH_A_NOUN.fullmatch(noun) else 'team'}", first="another"
            )
        case Concern.PLACE:
            has_number = any(letter.isdigit() for letter in said)
            yield from _several("an address" if has_number else "a place")
        case Concern.DATE:
            yield from _dates(said)
        case Concern.AMOUNT:
            yield from _several("a sum of money")
        case Concern.CONTACT:
            yield from _several(_first_of(_CONTACTS, said))
        case Concern.NAME:
            pass
    yield from _letters()


def without_article(stand_in: str) -> str:
    """Return a stand-in for a place where "the" or "our" stands already."""
    return _DETERMINER.sub("", stand_in)


def _several(first_one: str, *, first: str = "") -> Iterator[str]:
    noun = without_article(first_one)
    yield f"{first} {noun}" if first else first_one
    yield f"a second {noun}" if first else f"another {noun}"
    for ordinal in _ORDINALS:
        yield f"{'an' if ordinal == 'eighth' else 'a'} {ordinal} {noun}"
    yield from (f"{noun} {number}" for number in range(len(_ORDINALS) + 3, 1000))


def _roles(said: str) -> Iterator[str]:
    role = _first_of((*_ROLES, (r"", "a senior manager")), said)
    if role == "above":
        yield from ("somebody above me", "somebody else above me")
        role = "a senior manager"
    if role == "family":
        yield from ("somebody close to me", "somebody else close to me")
        role = "a relative"
    if role == "another manager":
        yield from _several("a manager", first="another")
    yield from _several(role)


def _dates(said: str) -> Iterator[str]:
    when = _first_of(_WHEN, said).format(said.split(maxsplit=1)[0])
    yield when
    if when == ONE_DAY:
        yield "another day"


def _letters() -> Iterator[str]:
    yield from "XYZ"
    yield from (f"X{number}" for number in range(2, 1000))


def _first_of(listed: Sequence[tuple[str, str]], said: str) -> str:
    return next(stand_in for pattern, stand_in in listed if re.search(pattern, said))
