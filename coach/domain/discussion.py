"""What a group could talk about: open questions made from themes that were released (METHOD §3).

Rules word them, not a model: each quotes what a theme says and asks when it held and when it did
not. So nothing stands in a question that was not released, and no question answers itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import Final

from coach.domain.agenda_template import LONGEST_ASK
from coach.domain.base import Model
from coach.domain.theme_release import ShownTheme

FEWEST, MOST = 2, 4
"""Questions to a session, where there is any theme to ask about."""
LONGEST: Final = 300
"""Characters of a question."""

_TITLE_WORDS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+")
_OPEN: Final = re.compile(r"(?:how|what|when|where|which)\b[^?]*\?$", re.IGNORECASE)
_OF_ONE: Final = frozenset(
    "he her hers herself him himself his i me mine my myself she".split()  # noqa: SIM905 - words
)
"""Words that speak of a single person: what holds them is not read aloud to all."""


class Angle(StrEnum):
    """What about a theme a question is after."""

    OPEN_QUESTION = "open_question"
    OBSTACLE = "obstacle"
    HELPED = "helped"
    DIFFERING = "differing"
    """How members met it differently: this can be asked about every theme."""


_QUOTING: Final[Mapping[Angle, str]] = {
    Angle.OPEN_QUESTION: "What do our attempts tell us about this: “{line}”?",
    Angle.OBSTACLE: "When does this get in our way, and when does it not: “{line}”?",
    Angle.HELPED: "When did this help us, and when did it not: “{line}”?",
}
_NAMING: Final[Mapping[Angle, str]] = {
    Angle.OPEN_QUESTION: "What about “{title}” is still open for us, and what would tell us more?",
    Angle.OBSTACLE: "What gets in our way with “{title}”, and when does it not?",
    Angle.HELPED: "What has helped us with “{title}”, and when did it not?",
    Angle.DIFFERING: "Where have we met “{title}” differently, and what made the difference?",
}


class Question(Model):
    """A question to the group, and the theme that it comes from."""

    theme_id: str
    theme: str
    text: str


def discussion_questions(themes: Sequence[ShownTheme]) -> tuple[Question, ...]:
    """Return two to four questions, no two of them about the same thing; none without a theme.

    Each theme gets one, in their order, and a single theme gets two. What comes from one member
    alone is left to that member to bring up.
    """
    shared = [theme for theme in themes if theme.people != 1]
    asked: Counter[Angle] = Counter()
    found: dict[str, Question] = {}
    for theme in shared[:MOST]:
        worded = ((angle, _worded(theme, angle)) for angle in _angles(theme, asked))
        new = ((angle, text) for angle, text in worded if text not in found)
        for angle, text in islice(new, FEWEST if len(shared) == 1 else 1):
            asked[angle] += 1
            found[text] = Question(theme_id=theme.id, theme=theme.title, text=text)
    return tuple(found.values())


def is_open(question: str) -> bool:
    """Return whether this is one question that yes or no does not answer."""
    return bool(_OPEN.match(question))


def _angles(theme: ShownTheme, asked: Counter[Angle]) -> Iterator[Angle]:
    """Yield what can be asked about a theme: first what was asked least about other themes."""
    has = sorted((a for a in _QUOTING if getattr(theme, a)), key=lambda angle: asked[angle])
    yield from has
    yield Angle.DIFFERING
    yield from (angle for angle in _NAMING if angle not in {*has, Angle.DIFFERING})


def _worded(theme: ShownTheme, angle: Angle) -> str:
    """Return the question with the theme's own line in it, else with its title."""
    line = "" if angle is Angle.DIFFERING else " ".join(getattr(theme, angle).split())
    if angle is Angle.OPEN_QUESTION and is_open(line):
        asking = f"On “{_shortened(theme.title)}”: {line[0].lower()}{line[1:]}"
        if _can_be_read(asking):
            return asking
    quoting = _QUOTING[angle].format(line=line.rstrip(".?!… ")) if line else ""
    if quoting and _can_be_read(quoting):
        return quoting
    return _NAMING[angle].format(title=_shortened(theme.title))


def _can_be_read(words: str) -> bool:
    """Return whether all could listen to this: it is short, and speaks of no single person."""
    if len(words.split()) >= LONGEST_ASK or len(words) > LONGEST:
        return False
    return not _OF_ONE.intersection(map(str.casefold, _WORD.findall(words)))


def _shortened(title: str) -> str:
    words = (title.rstrip(".?!… ") or title).split()
    return " ".join(words) if len(words) <= _TITLE_WORDS else f"{' '.join(words[:_TITLE_WORDS])}…"
