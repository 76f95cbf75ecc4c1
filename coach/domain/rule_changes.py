"""How a group changes its rules: at once, or, where others may see more, with everybody's yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import JsonValue, ValidationError

from coach.domain.base import Model
from coach.domain.rules import CharterBinds, Rules, Spaces
from coach.errors import InvalidInput


class ChangeState(StrEnum):
    """A change waits for everybody's yes, has taken effect, or was ended by a no."""

    PENDING = "pending"
    EFFECTIVE = "effective"
    REFUSED = "refused"


class Difference(Model):
    """One rule before and after, as plain values."""

    rule: str
    before: JsonValue
    after: JsonValue


class Answer(Model):
    """One member's yes or no, given for themselves alone."""

    person_id: str
    yes: bool
    answered_at: datetime


class RuleChange(Model):
    """A set of rules that change together, with who decided it and why, in the members' words.

    `format_before` and `format_after` are equal unless the group changes its format.
    """

    id: str
    group_id: str
    state: ChangeState
    format_before: str
    format_after: str
    differences: tuple[Difference, ...]
    decided_by: str
    why: str
    proposed_by_id: str | None
    """None once that person has deleted their account."""
    proposed_at: datetime
    settled_at: datetime | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def after(self) -> dict[str, JsonValue]:
        """What the rules become, by their names."""
        return {difference.rule: difference.after for difference in self.differences}


_RELEASE: Final = ("release_inside", "release_outside", "release_groups", "theme_preview_hours")


def widening(before: Rules, after: Rules) -> tuple[str, ...]:
    """Return the rules by which others may see more afterwards; empty when nobody may."""
    wider = {
        "default_audience": after.default_audience.wider_than(before.default_audience),
        "widest_audience": after.widest_audience.wider_than(before.widest_audience),
        "spaces": before.spaces is Spaces.PRIVATE and after.spaces is not Spaces.PRIVATE,
        "charter_binds": (
            before.charter_binds is CharterBinds.FROM_START
            and after.charter_binds is not CharterBinds.FROM_START
        ),
    } | {name: getattr(after, name) < getattr(before, name) for name in _RELEASE}
    return tuple(name for name, is_wider in wider.items() if is_wider)


def brings_readers(before: Rules, after: Rules) -> tuple[str, ...]:
    """Return the rules by which more people come to read what members shared; empty for none.

    That is so where more people have room, where a public space opens, and where a charter has to
    be accepted no longer before one reads. How far a member may share is not among them: what was
    shared before stays where it is.
    """
    room = before.size_most is not None and (
        after.size_most is None or after.size_most > before.size_most
    )
    more = {
        "size_most": room,
        "spaces": before.spaces is Spaces.PRIVATE and after.spaces is not Spaces.PRIVATE,
        "charter_binds": (
            before.charter_binds is CharterBinds.FROM_START
            and after.charter_binds is not CharterBinds.FROM_START
        ),
    }
    return tuple(name for name, is_more in more.items() if is_more)


def differences(before: Rules, after: Rules) -> tuple[Difference, ...]:
    """Return what differs, in the order in which the rules are written."""
    was, will_be = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(
        Difference(rule=name, before=was[name], after=will_be[name])
        for name in Rules.model_fields
        if was[name] != will_be[name]
    )


def changed(rules: Rules, changes: Mapping[str, object]) -> Rules:
    """Return the rules with these values; InvalidInput says in one sentence what does not fit."""
    try:
        return Rules.model_validate({**rules.model_dump(), **changes})
    except ValidationError as error:
        raise InvalidInput(_problem(error)) from None


def missing(change: RuleChange, present: Iterable[str]) -> tuple[str, ...]:
    """Return who of the present members has not said yes yet, in their order."""
    agreed = {answer.person_id for answer in change.answers if answer.yes}
    return tuple(person_id for person_id in present if person_id not in agreed)


def answered(change: RuleChange, answer: Answer) -> RuleChange:
    """Take a member's answer to a change that waits; one no ends it. A later answer replaces."""
    if change.state is not ChangeState.PENDING:
        raise InvalidInput("This change is decided already: propose it again to reopen it.")
    others = tuple(a for a in change.answers if a.person_id != answer.person_id)
    result = change.model_copy(update={"answers": (*others, answer)})
    if answer.yes:
        return result
    return result.model_copy(
        update={"state": ChangeState.REFUSED, "settled_at": answer.answered_at}
    )


def settled(change: RuleChange, present: Iterable[str], now: datetime) -> RuleChange:
    """Let a waiting change take effect once every present member has agreed, and not before."""
    members = tuple(present)
    if change.state is not ChangeState.PENDING or not members or missing(change, members):
        return change
    return change.model_copy(update={"state": ChangeState.EFFECTIVE, "settled_at": now})


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    if not first["loc"]:
        return f"{message}."
    rule = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"There is no rule {rule[:40]!r}: choose one of {', '.join(Rules.model_fields)}."
    return f"The rule {rule!r} does not fit ({message}): choose another value."
