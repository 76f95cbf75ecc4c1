"""From what a group wants to an agenda: the arithmetic of METHOD §3.

Opening, closing and what was wished for have their minutes; what is left goes to the round that the
session is for, in equal whole minutes, and the odd minutes go to the closing. No turn is ever
shorter than the least of its step: what does not fit is reported, with advice, and nothing is cut.
"""

from __future__ import annotations

from dataclasses import replace

from coach.domain.agenda import Agenda, Step, StepKind, Turn
from coach.domain.agenda_fit import Option, advised, options
from coach.domain.agenda_parts import Part, Selection, select, total
from coach.domain.agenda_request import Request, check
from coach.domain.agenda_template import AgendaTemplate
from coach.domain.base import Model
from coach.domain.troika import divide, division, who_in_turn


class Plan(Model):
    """An agenda and whether it fits."""

    agenda: Agenda
    options: tuple[Option, ...] = ()
    """Every way to gain time, when it does not fit; the mildest first."""
    advised: tuple[Option, ...] = ()
    """Those that together make it fit."""
    no_room_for: tuple[str, ...] = ()
    """Titles of usual steps that gave way to a wish."""

    @property
    def fits(self) -> bool:
        """Whether the time available is enough."""
        return self.agenda.over == 0


def plan(request: Request, template: AgendaTemplate) -> Plan:
    """Return the agenda of a request; InvalidInput says what no agenda can be made from."""
    check(request)
    selection = select(request, template)
    parts = _with_room_filled(selection, request.minutes)
    agenda = Agenda(
        kind=request.kind,
        title=template.title,
        minutes=request.minutes,
        member_ids=request.member_ids,
        steps=_steps(_with_rest_given(parts, request.minutes), request),
    )
    taking_place = {part.step.key for part in parts}
    return Plan(
        agenda=agenda,
        options=options(request, template) if agenda.over else (),
        advised=advised(request, template),
        no_room_for=tuple(
            part.step.title for part in selection.parts if part.step.key not in taking_place
        ),
    )


def _with_room_filled(selection: Selection, minutes: int) -> tuple[Part, ...]:
    """Add optional parts in their order, as far as there is room."""
    keys = {part.step.key for part in selection.needed()}
    room = minutes - total(selection.needed())
    for part in selection.parts:
        if part.step.key in selection.optional and part.minutes <= room:
            keys.add(part.step.key)
            room -= part.minutes
    return tuple(part for part in selection.parts if part.step.key in keys)


def _with_rest_given(parts: tuple[Part, ...], minutes: int) -> tuple[Part, ...]:
    """Give what is left to one growing part (a round before others), odd minutes to the closing."""
    rest = minutes - total(parts)
    growing = [part for part in parts if part.step.takes_rest]
    if rest <= 0 or not growing:
        return parts
    chosen = next((part for part in growing if part.is_round), growing[0])
    grown = replace(chosen, each=chosen.each + rest // chosen.count)
    closing = replace(parts[-1], each=parts[-1].each + rest % chosen.count)
    return (*(grown if part is chosen else part for part in parts[:-1]), closing)


def _steps(parts: tuple[Part, ...], request: Request) -> tuple[Step, ...]:
    """Return the steps; each round begins with the next member, so that nobody is always last."""
    steps = []
    rounds = 0
    for part in parts:
        first = rounds % len(request.member_ids)
        order = (*request.member_ids[first:], *request.member_ids[:first])
        steps.append(_step(part, request, order))
        rounds += part.step.per == "member"
    return tuple(steps)


def _step(part: Part, request: Request, order: tuple[str, ...]) -> Step:
    step, wishes = part.step, request.wishes
    groups = divide(order) if step.per == "troika" else ()
    speakers = who_in_turn(groups) if groups else [(member,) for member in order]
    notes = wishes.questions if step.shows == "questions" else ()
    return Step(
        key=step.key,
        kind=step.kind,
        title=step.title,
        asks=step.asks,
        minutes=part.minutes,
        least=step.least * (1 if part.is_round else part.count),
        turns=tuple(Turn(member_ids=ids, minutes=part.each) for ids in speakers)
        if part.is_round
        else (),
        owner_id=wishes.clinic_owner_id if step.kind is StepKind.CASE_CLINIC else "",
        groups=groups,
        notes=(division(groups), *notes) if groups else notes,
        commitment_ids=wishes.carried_over if step.shows == "commitments" else (),
        item_id=wishes.story_item_id if step.shows == "story" else "",
    )
