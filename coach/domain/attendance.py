"""Somebody comes late to a session or leaves early: what has not begun is divided anew. Pure.

What has begun keeps its minutes. The minutes of the turns still to come in a round are shared by
those who have not had theirs; odd minutes go to the closing. No turn gets shorter than the least of
its step: when the minutes do not suffice for one more, the session gets longer, and the clock says
so; who leaves gives such minutes back.
"""

from __future__ import annotations

from collections.abc import Sequence

from coach.domain.agenda import Step, StepKind, Turn
from coach.domain.session_run import SessionRun, require_going_on, stretches
from coach.domain.troika import divide, division, who_in_turn
from coach.errors import InvalidInput


def joined(run: SessionRun, member_id: str) -> SessionRun:
    """Return the run with one member more, who speaks last in rounds that are not at their end.

    In troikas that have begun the newcomer is one consultant more and brings no case.
    """
    require_going_on(run)
    if member_id in run.agenda.member_ids:
        raise InvalidInput("This member is here already.")
    return _divided_anew(run, (*run.agenda.member_ids, member_id), owed=0)


def left(run: SessionRun, member_id: str) -> SessionRun:
    """Return the run without a member; a clinic of theirs that has not begun loses its owner."""
    require_going_on(run)
    staying = tuple(member for member in run.agenda.member_ids if member != member_id)
    if len(staying) == len(run.agenda.member_ids):
        raise InvalidInput("This member is not here.")
    if len(staying) < 2:  # noqa: PLR2004 - one cannot meet
        raise InvalidInput("One alone cannot go on: end the session instead.")
    longer_by = run.agenda.planned - _minutes_meant(run)
    return _divided_anew(run, staying, owed=max(0, longer_by))


def _divided_anew(run: SessionRun, members: tuple[str, ...], *, owed: int) -> SessionRun:
    """Divide anew; `owed` are minutes to be given back as far as no turn falls below its least."""
    begun = [stretch.step for stretch in stretches(run.agenda)[: run.reached + 1]]
    steps: list[Step] = []
    for number, step in enumerate(run.agenda.steps):
        changed = _step_for(step, members, begun.count(number), owed)
        owed = max(0, owed - (step.minutes - changed.minutes))
        steps.append(changed)
    odd = _minutes_meant(run) - sum(step.minutes for step in steps)
    if odd > 0 and begun[-1] < len(steps) - 1:
        steps[-1] = steps[-1].model_copy(update={"minutes": steps[-1].minutes + odd})
    agenda = run.agenda.model_copy(update={"steps": tuple(steps), "member_ids": members})
    used = run.used_s[: run.reached + 1]
    used += (0.0,) * (len(stretches(agenda)) - len(used))
    return run.model_copy(update={"agenda": agenda, "used_s": used})


def _minutes_meant(run: SessionRun) -> int:
    """Return what the session takes by plan and by the minutes that were added."""
    return run.planned_minutes + run.added_minutes


def _step_for(step: Step, members: Sequence[str], done: int, owed: int) -> Step:
    """Return a step for those who are here now; the first `done` turns have begun."""
    if step.kind is StepKind.CASE_CLINIC and not done and step.owner_id not in members:
        return step.model_copy(update={"owner_id": ""})
    if done >= len(step.turns):
        return step
    if not step.groups:
        return _round_for(step, members, done, owed)
    return _troikas_under_way(step, members, done) if done else _troikas_for(step, members, owed)


def _round_for(step: Step, members: Sequence[str], done: int, owed: int) -> Step:
    spoken = {member for turn in step.turns[:done] for member in turn.member_ids}
    order = _in_order([turn.member_ids for turn in step.turns[done:]], members)
    waiting = [(member,) for member in order if member not in spoken]
    return _shared_out(step, done, waiting, owed)


def _troikas_for(step: Step, members: Sequence[str], owed: int) -> Step:
    groups = divide(_in_order(step.groups, members))
    notes = (division(groups), *step.notes[1:])
    regrouped = step.model_copy(update={"groups": groups, "notes": notes})
    return _shared_out(regrouped, 0, who_in_turn(groups), owed)


def _troikas_under_way(step: Step, members: Sequence[str], done: int) -> Step:
    """Let who leaves go from their group, and who comes join the smallest one."""
    staying_together = (tuple(m for m in group if m in members) for group in step.groups)
    groups = [group for group in staying_together if group]
    grouped = {member for group in groups for member in group}
    for member in members:
        if member not in grouped:
            smallest = min(range(len(groups)), key=lambda number: len(groups[number]))
            groups[smallest] = (*groups[smallest], member)
    turns = list(step.turns[:done])
    for turn in step.turns[done:]:
        staying = tuple(member for member in turn.member_ids if member in members)
        if staying:
            turns.append(turn.model_copy(update={"member_ids": staying}))
    minutes = sum(turn.minutes for turn in turns)
    changes = {"groups": tuple(groups), "turns": tuple(turns), "minutes": minutes}
    return step.model_copy(update=changes)


def _in_order(was: Sequence[Sequence[str]], members: Sequence[str]) -> list[str]:
    """Return members in the order that they had; who is new comes last."""
    known = [member for ids in was for member in ids if member in members]
    return [*known, *(member for member in members if member not in known)]


def _shared_out(step: Step, done: int, waiting: Sequence[tuple[str, ...]], owed: int) -> Step:
    """Return a step with the minutes of the turns to come shared equally by those who wait."""
    begun = step.turns[:done]
    pool = sum(turn.minutes for turn in step.turns[done:])
    least = step.least * len(waiting)
    pool -= min(owed, max(0, pool - least))
    each = max(step.least, pool // len(waiting)) if waiting else 0
    turns = (*begun, *(Turn(member_ids=ids, minutes=each) for ids in waiting))
    minutes = sum(turn.minutes for turn in turns)
    return step.model_copy(update={"turns": turns, "minutes": minutes})
