"""Which steps of a template a request calls for, and the minutes that they need at least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.agenda import StepKind
from coach.domain.agenda_request import OwnStep, Request
from coach.domain.agenda_template import AgendaTemplate, TemplateStep
from coach.domain.troika import divide

_OWN_STEPS_GIVE_WAY = 5
"""On the templates' scale: after what we added, before opening and closing are shortened."""


@dataclass(frozen=True)
class Part:
    """A step with its size: so many turns (or questions, or just one) of so many minutes."""

    step: TemplateStep
    count: int
    each: int

    @property
    def minutes(self) -> int:
        """Minutes of the whole part."""
        return self.count * self.each

    @property
    def is_round(self) -> bool:
        """Whether every member has a turn."""
        return self.step.per in {"member", "troika"}


@dataclass(frozen=True)
class Selection:
    """All parts that may take place, in order; `optional` keys do if there is room."""

    parts: tuple[Part, ...]
    optional: frozenset[str]

    def needed(self) -> tuple[Part, ...]:
        """Return the parts that must take place."""
        return tuple(part for part in self.parts if part.step.key not in self.optional)


def select(request: Request, template: AgendaTemplate) -> Selection:
    """Return the parts of a request that was checked."""
    given_up = {s.only_with for s in template.steps if s.only_with and _is_dropped(s, request)}
    stated = request.wishes.stated() - given_up
    own = [_own(number, step) for number, step in enumerate(request.wishes.own, start=1)]
    chosen = [
        step
        for step in (*template.steps[:-1], *own, template.steps[-1])
        if (step.only_with is None or step.only_with in stated) and not _is_dropped(step, request)
    ]
    optional = {step.key for step in chosen if stated.intersection(step.yields_to)}
    return Selection(tuple(_part(step, request) for step in chosen), frozenset(optional))


def need(request: Request, template: AgendaTemplate) -> int:
    """Return the minutes that a request takes when every turn is as short as it may be."""
    return total(select(request, template).needed())


def total(parts: Sequence[Part]) -> int:
    """Return the minutes of parts together."""
    return sum(part.minutes for part in parts)


def _is_dropped(step: TemplateStep, request: Request) -> bool:
    """Whether the request leaves the step out; what a session is for stays in it."""
    return step.drop > 0 and step.key in request.dropped


def _part(step: TemplateStep, request: Request) -> Part:
    is_shortened = step.shorten > 0 and step.key in request.shortened
    each = step.least if is_shortened else step.minutes
    return Part(step, _count(step, request), each)


def _count(step: TemplateStep, request: Request) -> int:
    """Return how often the minutes of a step are spent, one time after the other."""
    if step.per == "member":
        return len(request.member_ids)
    if step.per == "troika":
        return max(map(len, divide(request.member_ids)))
    return len(request.wishes.questions) if step.per == "question" else 1


def _own(number: int, step: OwnStep) -> TemplateStep:
    return TemplateStep(
        key=f"own_{number}",
        kind=StepKind.OWN,
        title=step.title,
        asks=step.asks,
        minutes=step.minutes,
        least=step.minutes,
        drop=_OWN_STEPS_GIVE_WAY,
    )
