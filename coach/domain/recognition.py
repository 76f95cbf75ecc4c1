"""What a group mate could still recognise in a story, whatever names are masked. Pure, by patterns.

It points things out and gives the reason; it changes nothing, and what it is silent about may be
recognised all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from coach.domain.masking import Hint

MOST: Final = 5

_ONE: Final = "There is one of it: whoever knows the place knows whom you mean."
_EVENT: Final = "An event that people who were there remember: they know when and where this was."
_PRIVATE: Final = "This is somebody's own affair: it tells who they are to those who know of it."
_MOST_OF_ALL: Final = (
    "The extreme of a kind is easy to tell: leave out how it stood out, if you can."
)
_FEW: Final = "Few people do this work: the role alone may say who it is."
_TRAIT: Final = "It sets somebody apart from everybody else in the room."

_WORD: Final = r"[\w'\u2019-]+"
_PEOPLE: Final = (
    r"(?:woman|man|person|manager|leader|employee|colleague|member|nurse|engineer|teacher|foreigner"
    r"|apprentice|trainee|mother|father|director|team|department|site|plant|office|shift)"
)
_SINGLE: Final = (
    rf"\bthe only (?:{_WORD} ){{0,2}}{_PEOPLE}\b",
    rf"\b(?:the|our|their|my|his|her) (?:very )?(?:first|last|one|sole) (?:{_WORD} )?{_PEOPLE}\b",
    r"\b(?:nobody|no one) else (?:in|at|on) (?:the|our|my) \w+",
)
_HAPPENED: Final = (
    r"merger|takeover|acquisition|strike|walkout|fire|flood|explosion|accident|burglary|robbery"
    r"|cyber-?attack|hack|data breach|leak|recall|insolvency|bankruptcy|relocation|closure"
    r"|restructuring|lay-?offs?|redundanc(?:y|ies)|audit|inspection|lawsuit|trial|scandal|evacuation"
    r"|outage|lockdown|anniversary|jubilee|inauguration"
)
_EVENTS: Final = (
    rf"\b(?:the|a|an|our|that|this) (?:\w+ )?(?:{_HAPPENED})\b",
    r"\b(?:won|received|got|given|awarded) (?:\w+ ){0,3}(?:award|prize|medal)\b|\bthe award\b",
    r"\bthe move to \w+|\bmoved? the (?:office|plant|site|team|line) to\b",
    r"\bin the (?:news(?:paper)?s?|press|papers)\b|\bon (?:tv|television|the radio)\b",
)
_ILLNESS: Final = (
    r"cancer|burn-?out|depress(?:ed|ion)|stroke|heart attack|diabetes|epilepsy|dementia"
    r"|autis(?:m|tic)|adhd|alcoholic|addict(?:ed|ion)|in hospital|sick leave"
    r"|chemotherapy|wheelchair"
)
_OWN: Final = (
    r"\b(?:pregnan(?:t|cy)|miscarriage|(?:maternity|paternity|parental) leave)\b",
    rf"\b(?:{_ILLNESS})\b",
    r"\b(?:dismissed|fired|sacked|dismissal|suspended|demoted|disciplinary|formal warning)\b",
    r"\b(?:divorced?|separated from|widow(?:ed|er)?|funeral|bereave(?:d|ment)|suicide|died)\b",
    r"\b(?:transition(?:ed|ing)|came out as|asylum|refugee|prison)\b",
)
_EXTREME: Final = r"(?:young|old|long|larg|bigg|small|nois|loud|quiet|b)est|worst"
_EXTREMES: Final = (
    rf"\b(?:the|our|my|their) (?:most|least) {_WORD} {_WORD}",
    rf"\b(?:the|our|my|their) (?:{_EXTREME})(?:-serving)? (?!of\b){_WORD}",
    r"\bfor (?:over |more than |almost |nearly )?(?:twenty|thirty|forty|[2-5]\d) years\b",
)
_SELDOM: Final = (
    r"works council|ombuds(?:man|woman|person)|whistle-?blower|shop steward|union rep\w*|chaplain"
    r"|interpreter|pilot|surgeon|mid-?wife|judge|mayor|data protection officer|company doctor"
    r"|receptionist|founder|night porter"
)
_RARE: Final = (rf"\b(?:{_SELDOM})\b",)
_APART: Final = (
    r"twins?|stammer(?:s|ed|ing)?|stutter(?:s|ed|ing)?|deaf"
    r"|blind|left-handed|accent|headscarf|turban|tattoos?|red-haired"
)
_TRAITS: Final = (rf"\b(?:{_APART})\b",)
_REASONS: Final = tuple(
    (re.compile(f"(?i:{pattern})"), why)
    for why, patterns in (
        (_ONE, _SINGLE),
        (_EVENT, _EVENTS),
        (_PRIVATE, _OWN),
        (_FEW, _RARE),
        (_TRAIT, _TRAITS),
        (_MOST_OF_ALL, _EXTREMES),
    )
    for pattern in patterns
)


def hints(texts: Sequence[str]) -> tuple[Hint, ...]:
    """Return at most five stretches of the texts by which somebody could be recognised, and why.

    The reasons that tell most come first; nothing is named twice.
    """
    found: list[Hint] = []
    for hint in _all(texts):
        if not any(hint.words.casefold() in other.words.casefold() for other in found):
            found.append(hint)
    return tuple(found[:MOST])


def _all(texts: Sequence[str]) -> Iterator[Hint]:
    for pattern, why in _REASONS:
        for text in texts:
            for match in pattern.finditer(text):
                yield Hint(words=match.group(), why=why)
