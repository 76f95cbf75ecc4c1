"""Days, months, years and feasts, with the preposition before them, and ages.

The preposition belongs to what is found, so that "on Tuesday" can become "one day".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coach.domain.masking import Concern
from coach.masking.marks import Mark
from coach.masking.patterns import FINDER

_SURE_MONTH: Final = r"(?:january|february|july|september|october|november|december)"
_MONTH: Final = (
    rf"(?:{_SURE_MONTH}|march|april|may|june|august|sept\.?"
    r"|(?-i:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_PART: Final = r"(?:morning|afternoon|evening|night|lunch(?:time)?)"
_NTH: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:19|20)\d{2}"
_FEAST: Final = (
    r"(?:christmas|easter|new year's(?: eve| day)?|ramadan|diwali|thanksgiving|labou?r day)"
)
_PREPOSITION: Final = (
    r"(?:on|in|by|since|until|till|every|each|last|next|this|from|before|after|during|around|early"
    r"|late|mid)"
)
_WHEN: Final = rf"\b(?:{_PREPOSITION}[ -](?:(?:last|next|this|early|late|mid)[ -])?)"
_DATES: Final = (
    rf"{_WHEN}?\b{_DAY}\b(?: {_PART}\b)?(?:,? (?:the )?{_NTH}(?: of)?(?: {_MONTH})?)?",
    rf"{_WHEN}?(?:the )?\b{_NTH}(?: of)?[ -]{_MONTH}(?:,?[ -]{_YEAR})?",
    rf"{_WHEN}?\b{_MONTH} {_NTH}(?:,? {_YEAR})?(?![\d:])",
    rf"{_WHEN}?\b{_MONTH}(?:,| of)?[ -]{_YEAR}",
    rf"{_WHEN}?\b{_SURE_MONTH}\b",
    rf"(?:{_WHEN}|(?<=\bof ))(?-i:March|April|May|June|August)\b",
    r"(?<=\bend of )(?:march|april|may|june|august)\b",
    rf"{_WHEN}(?:march|april|june|august)(?= \w+ed\b|[.,;!?]|$)",
    rf"{_WHEN}?(?<!\d)(?<!\d[.,]){_YEAR}(?:[-/]\d\d(?:\d\d)?)?s?(?![\d,]\d|\d)",
    r"(?<!\d)\d{1,4}([/.\-])\d{1,2}\1\d{1,4}(?:[ t]\d{1,2}:\d\d(?::\d\d)?)?(?!\d)",
    rf"{_WHEN}?\b{_FEAST}\b",
)
_AGES: Final = (
    r"(?<!\d)\d{1,3}[ -]?(?:years?|yrs?)?[ -]old\b",
    r"(?<!\d)\d{1,3} y/o\b",
    r"(?:(?<=\bturn )|(?<=\bturned )|(?<=\baged )|(?<=\bage of ))\d{1,3}\b",
)
_COMPILED: Final = tuple(re.compile(rf"(?i:{date})") for date in (*_DATES, *_AGES))


def find_dates(text: str) -> Iterator[Mark]:
    """Yield dates that say which day, month or year, not "last week" or "ten minutes"."""
    for date in _COMPILED:
        for match in date.finditer(text):
            yield Mark(match.start(), match.end(), Concern.DATE, FINDER)
