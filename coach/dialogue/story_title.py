"""A story's title from what its author had planned: "I will ask first" is "Asking first"."""

from __future__ import annotations

import re
from typing import Final

from coach.domain.commitment_words import words
from coach.domain.story import LONGEST_TITLE

_MOST_WORDS: Final = 16
_FEWEST_WORDS: Final = 3
_PLANNED: Final = re.compile(
    r"\bI(?: will|['\u2019]ll| shall| am going to| want to|['\u2019]d like to| would like to|"
    r" plan to)\s+(?P<deed>[^.;!?\n]+)"
)
_BEFORE_VERB: Final = words("not never always just first only then simply also even really")
_AND: Final = re.compile(r"(?P<and>(?:,| and| or)(?: then| not)? )(?P<verb>[a-z]+)\b")
_VERBS: Final = words(
    """add agree apologise ask bring book call check close count do end explain find give go hand
    hear help hold invite keep leave let listen look make mention name offer open pass pick point
    praise prepare put raise read repeat say send share show sit speak stand start stay stop take
    sum suggest talk tell thank think try turn use wait walk write"""
)
"""Verbs that go on after an "and"; of another word it is not known whether it is one."""
_JOINT: Final = re.compile(
    r",? (?:(?=(?:so that|because|before|after|whether|if|when|whenever|unless|until|without)\b)"
    r"|and )"
)
_DOUBLED: Final = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_DOUBLED_LATE: Final = words("admit begin commit forget permit prefer refer upset")


def planned_title(plan: str) -> str:
    """Return a title of at most sixteen words, every word but the ending -ing the author's own.

    Empty where the plan does not say "I will".
    """
    found = _PLANNED.search(plan)
    if found is None:
        return ""
    title = _shortened(_doing(found["deed"].strip(" ,:-")))
    if len(title.split()) < _FEWEST_WORDS or len(title) > LONGEST_TITLE:
        return ""
    return title[0].upper() + title[1:]


def _doing(deed: str) -> str:
    ahead: list[str] = []
    rest = deed.split()
    while rest and rest[0].lower() in _BEFORE_VERB:
        ahead.append(rest.pop(0))
    if not rest or not re.fullmatch(r"[a-z]+", rest[0]):
        return ""
    doing = " ".join([*ahead, _gerund(rest[0]), *rest[1:]])
    return _AND.sub(_going_on, doing)


def _going_on(found: re.Match[str]) -> str:
    verb = found["verb"]
    return found["and"] + (_gerund(verb) if verb in _VERBS else verb)


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    if _DOUBLED.fullmatch(verb) or verb in _DOUBLED_LATE:
        return f"{verb}{verb[-1]}ing"
    return f"{verb}ing"


def _shortened(title: str) -> str:
    """Cut a long title where a clause begins, at the last one that leaves it short enough."""
    if len(title.split()) <= _MOST_WORDS:
        return title
    cuts = [title[: joint.start()] for joint in _JOINT.finditer(title)]
    return next((cut for cut in reversed(cuts) if len(cut.split()) <= _MOST_WORDS), "")
