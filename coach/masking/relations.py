"""Roles that one person alone has ("my boss", "our CFO"), and teams ("the Lisbon team")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from coach.domain.masking import Concern
from coach.masking.lists import either
from coach.masking.marks import Mark

_OWN: Final = r"(?:my|our|his|her|their|your)"
_MOST: Final = r"(?:biggest|largest|oldest|only|main|key|most important|best|first|last)"
_GOES_ON: Final = (
    r"(?:who|that|which|is|was|and|in|on|at|to|for|had|has|told|said|asked|wanted|took|gave|never"
    r"|always)"
)
_SUBJECT: Final = (
    rf"[\w&-]+(?: (?:and|of|&) [\w-]+|(?: (?!{_GOES_ON}\b)[\w-]+(?=[ ,.;]{_GOES_ON}\b)))?"
)
_CAPITAL: Final = r"[^\W\d_a-z][\w\u2019'&-]*"
_ARTICLES: Final = r"(?:[Tt]he|[Oo]ur|[Mm]y|[Tt]heir|[Hh]is|[Hh]er|[Yy]our|[Aa])"
_CALLED: Final = r"(?:[Tt]eam|[Ss]quad|[Pp]roject|[Dd]epartment|[Uu]nit|[Gg]roup)"
_NOT_A_NAME: Final = re.compile(
    r"(?i)^(?:the|our|my|their|his|her|your|a) (?:whole|other|same|next|new|old|first|second|third"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|^(?:it|that|there|here|what|who|he|she|one|everybody|everyone|nobody|somebody|someone|anyone"
    r"|anybody|today|yesterday|tomorrow|let|people)['\u2019]"
)


def find_roles(text: str) -> Iterator[Mark]:
    """Yield the roles and relations that point to one person."""
    for role in _roles():
        for match in role.finditer(text):
            yield Mark(match.start(), match.end(), Concern.ROLE, "roles")


def find_teams(text: str) -> Iterator[Mark]:
    """Yield teams that are called by a place or by a person."""
    for team in _teams():
        for match in team.finditer(text):
            if _NOT_A_NAME.match(match.group()) is None:
                yield Mark(match.start(), match.end(), Concern.TEAM, "teams")


@cache
def _roles() -> tuple[re.Pattern[str], ...]:
    chief, department, lead = either("chiefs"), either("departments"), either("leads")
    before = rf"(?:{either('adjectives')}[ -])*"
    heads = r"(?:head|director|chief|vp|vice[ -]president|lead)"
    roles = (
        rf"{_OWN} {before}(?:{department} )?(?:{either('own_people')}|{chief})(?: of {_SUBJECT})?",
        rf"{_OWN} {before}{department} {lead}",
        rf"(?:the|our|my|their) {before}(?:deputy )?{heads} of {_SUBJECT}",
        rf"the {before}(?:group |deputy |global )?{chief}",
        rf"the {before}(?:{department} )+{lead}",
        rf"{_OWN} {_MOST} {either('partners')}",
        r"the chair(?= of the|, [A-Z]| (?:said|asked|told|thanked|opened|closed|wanted|of)\b)",
        r"the (?:works council|union rep(?:resentative)?|shop steward|ombuds(?:man|woman|person))",
    )
    return tuple(re.compile(rf"(?i)\b{role}\b") for role in roles)


@cache
def _teams() -> tuple[re.Pattern[str], ...]:
    band = either("bands")
    teams = (
        rf"\b{_ARTICLES} {_CAPITAL}(?: {_CAPITAL}){{0,2}} {band}\b",
        rf"\b{_CAPITAL}(?: {_CAPITAL})?['\u2019]s? {band}\b",
        rf"\b{_CALLED} {_CAPITAL}(?: {_CAPITAL})?\b",
    )
    return tuple(re.compile(team) for team in teams)
