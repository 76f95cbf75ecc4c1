"""Streets with numbers, postcodes, flats. A stretch of ordinary words is none: "Session 2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coach.domain.masking import Concern
from coach.masking.lists import Lists
from coach.masking.marks import Mark
from coach.masking.patterns import CAPITALS, FINDER
from coach.masking.words import words_of

_STREET: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Boulevard|Blvd"
    r"|Way|Close|Crescent|Terrace|Highway|Hwy|Parkway|Pkwy|Circle|Trail|Alley|Row|Quay|Wharf|Plaza)"
)
_ABROAD: Final = (
    r"(?:[Rr]ue|[Rr]ua|[Cc]alle|[Cc]arrer|[Aa]venida|[Aa]venue|[Uu]l\.|[Uu]lica|[Ss]trada|[Cc]hemin"
    r"|Via|Av|Al|Aleja|Plaza|Piazza|Viale|Corso|Boulevard|Bd|Place|Quai|Travessa|Largo|Praça|Paseo)"
)
_HOUSE: Final = r"\d+[^\W\d_]?(?!\w)"
_WITHIN: Final = (
    r"(?:(?:[Aa]pt|[Aa]partment|[Ss]uite|[Ff]lat|P\.?O\.? [Bb]ox)\.? #?\w?\d+[a-zA-Z]?)"
)
_LAST: Final = rf"(?:,?\s+{_WITHIN})?"
_POSTCODE: Final = r"(?:(?<=\bzip: )|(?<=\bzip code is )|(?<=\bpostcode is )|(?<=\bpostcode ))"
_PARTICLE: Final = r"(?:de|du|des|la|le|della|dei|do|da|dos|del)"
_DOT: Final = rf"(?:\.(?=,?\s+{_WITHIN}))?"
"""Of an abbreviation, unless it may end the sentence."""
_SURE: Final = tuple(
    re.compile(address)
    for address in (
        rf"(?<!\w){_WITHIN}(?!\w)",
        rf"(?<!\w)\d+[^\W\d_]?,? (?:{CAPITALS} )??{CAPITALS} {_STREET}\b{_DOT}{_LAST}",
        rf"(?<!\w)(?:\d+ )?{_ABROAD}\.?[ \t]+(?:[\w'\u2019.-]+[ \t]+){{1,5}}?{_HOUSE}{_LAST}",
        r"(?i:(?<!\w)(?:psc|unit) \d+,? box \d+)",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)",
        r"(?<![\w.,€$£])(?:\d{5}(?:-\d{4})?|\d{4} [A-Z]{2}|\d{3} \d{2})(?![\w%])(?!,\d)",
        rf"(?i:{_POSTCODE}[\w -]{{0,8}}\d\w*)",
    )
)
_WITH_A_NAME: Final = tuple(
    re.compile(address)
    for address in (
        rf"(?<!\w)\d+[^\W\d_]?,? {CAPITALS}(?: {_HOUSE})?{_LAST}",
        rf"(?<!\w){CAPITALS}\.?[ \t]+{_HOUSE}{_DOT}{_LAST}",
        rf"(?<!\w){CAPITALS} {_STREET}\b{_DOT}{_LAST}",
        rf"(?<!\w)(?:\d+ )?{_ABROAD}\.?[ \t]+(?:{_PARTICLE}[ \t]+)*{CAPITALS}",
    )
)


def find_addresses(text: str, lists: Lists) -> Iterator[Mark]:
    """Yield what says where somebody lives or works."""
    for address in _SURE:
        for match in address.finditer(text):
            yield Mark(match.start(), match.end(), Concern.PLACE, FINDER)
    for address in _WITH_A_NAME:
        for match in address.finditer(text):
            if any(not lists.ordinary(word.key) for word in words_of(match.group())):
                yield Mark(match.start(), match.end(), Concern.PLACE, FINDER)
