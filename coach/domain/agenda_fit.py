"""What to drop or shorten when an agenda does not fit, ranked, with the minutes each gives back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from coach.domain.agenda_parts import Part, need, select
from coach.domain.agenda_request import Request
from coach.domain.agenda_template import AgendaTemplate
from coach.domain.base import Model

_DIVISIBLE = 6
"""Members who can meet as two groups of three."""


class Option(Model):
    """One way to gain time."""

    action: Literal["shorten", "drop", "lengthen"]
    key: str = ""
    """The step; none when the session itself is lengthened."""
    minutes_back: int
    """By itself, with everything else as it is. To lengthen: the minutes more."""
    text: str


def options(request: Request, template: AgendaTemplate) -> tuple[Option, ...]:
    """Return every way to gain time that keeps each turn at its least, the mildest first."""
    before = need(request, template)
    found = []
    for part, option in _candidates(request, template):
        back = before - need(follow(request, [option]), template)
        if back > 0:
            text = _text(part, option.action, back)
            found.append(option.model_copy(update={"minutes_back": back, "text": text}))
    return tuple(found)


def advised(request: Request, template: AgendaTemplate) -> tuple[Option, ...]:
    """Return the fewest and mildest options that together make it fit; none when it fits.

    Mild ones are taken until there is time enough, then each is given back that is not needed. When
    nothing is left to take, the last one says how long the session must be.
    """
    taken: list[Option] = []
    for option in options(request, template):
        if _excess(request, taken, template) <= 0:
            break
        taken.append(option)
    for option in tuple(taken):
        others = [other for other in taken if other is not option]
        if _excess(request, others, template) <= max(0, _excess(request, taken, template)):
            taken = others
    excess = _excess(request, taken, template)
    return (*taken, _lengthen(request, excess)) if excess > 0 else tuple(taken)


def follow(request: Request, chosen: Iterable[Option]) -> Request:
    """Return the request as it is when options are taken."""
    minutes, dropped, shortened = request.minutes, [*request.dropped], [*request.shortened]
    for option in chosen:
        if option.action == "lengthen":
            minutes += option.minutes_back
        elif option.action == "drop":
            dropped.append(option.key)
        else:
            shortened.append(option.key)
    changes = {"minutes": minutes, "dropped": tuple(dropped), "shortened": tuple(shortened)}
    return request.model_copy(update=changes)


def _excess(request: Request, taken: Sequence[Option], template: AgendaTemplate) -> int:
    followed = follow(request, taken)
    return need(followed, template) - followed.minutes


def _candidates(request: Request, template: AgendaTemplate) -> list[tuple[Part, Option]]:
    ranked: list[tuple[int, Part, Option]] = []
    for part in select(request, template).needed():
        step = part.step
        if step.shorten and part.each > step.least:
            ranked.append((step.shorten, part, _bare("shorten", step.key)))
        if step.drop:
            ranked.append((step.drop, part, _bare("drop", step.key)))
    ranked.sort(key=lambda candidate: candidate[0])
    return [(part, option) for _, part, option in ranked]


def _bare(action: Literal["shorten", "drop"], key: str) -> Option:
    return Option(action=action, key=key, minutes_back=0, text="")


def _text(part: Part, action: str, back: int) -> str:
    step = part.step
    gives = f"gives {_minutes(back)} back"
    if action == "drop":
        return f"Leave out “{step.title}”: {gives}."
    of_what = {"step": "", "question": " a question"}.get(step.per, " a turn")
    return f"Shorten “{step.title}” to {_minutes(step.least)}{of_what}: {gives}."


def _lengthen(request: Request, excess: int) -> Option:
    smaller = ", or in smaller groups" if len(request.member_ids) >= _DIVISIBLE else ""
    return Option(
        action="lengthen",
        minutes_back=excess,
        text=f"Meet for {request.minutes + excess} minutes ({excess} more){smaller}.",
    )


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"
