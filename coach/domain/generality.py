"""Whether a lesson is general: without names, numbers and things of the account it came from."""

from __future__ import annotations

import re
from typing import Final

from coach.domain.content_words import words_of
from coach.domain.stemming import stem

_NAME: Final = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
_THING: Final = re.compile(
    r"\b(?:the|a|an|my|our|his|her|their|its|your|this|that|two|three|four|five|six)\s+"
    r"((?:[a-z]+\s+)?[a-z]+)\b",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")

_GENERAL: Final = frozenset(
    stem(word)
    for word in """
    ability account action advice agreement anger answer approach argument arrangement attempt
    attention behaviour best better blame boss cause chance change chief choice choose clear
    colleague complaint condition conflict control conversation credit criticism customer damage
    danger day deadline decision delay demand detail difference difficulty discussion doubt duty
    effect effort end error example excuse expectation experience explanation failure fairness
    fault fear feedback feeling few first future goal good group guess habit hand harm help hour
    idea improvement information instruction intention interest job judgement kind knowledge lack
    last leader lesson lot love manager matter meeting member message mind minute mistake moment
    month morning need new news next night number old one opinion order other others outcome own
    pace part past people person plan point practice praise pressure pride problem process promise
    purpose quarrel question reaction reason refusal relationship reply report request respect
    response responsibility rest result reward right risk role rule same second sense side sign
    silence situation skill small solution staff start step story strength success support
    suspicion talk target task team thing third thought threat time tone training trial trouble
    trust truth understanding use value view voice wait warning waste way week whole word work
    worker worry wrong year
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words for what happens between people anywhere: these may stand in both."""


def particulars(lesson: str, account: str) -> list[str]:
    """Return the words by which a lesson gives away what its account was about; none is best."""
    things = {stem(word.lower()) for word in _NAME.findall(account)}
    for phrase in _THING.findall(account):
        things.add(words_of(phrase)[-1] if words_of(phrase) else "")
    found = [word for word in re.findall(r"[A-Za-z]+", lesson) if _gives_away(word, things)]
    return [*dict.fromkeys(found), *_DIGIT.findall(lesson)]


def _gives_away(word: str, things: set[str]) -> bool:
    root = stem(word.lower())
    return root in things and root not in _GENERAL
