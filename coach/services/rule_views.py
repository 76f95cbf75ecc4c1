"""The rules of a group and their changes as members read them."""

from __future__ import annotations

from datetime import datetime

from coach.domain.base import Model
from coach.domain.formats import Format
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.rule_changes import ChangeState, Difference, RuleChange, missing
from coach.domain.rules import Rules
from coach.storage.transaction import Transaction


class ChangeView(Model):
    """A change as members read it. `agreed`, `missing`: members by name, in order of name.

    `proposed_by` is empty when that person has deleted their account; `asked` when the reader has
    yet to say yes or no, `agrees` when they have said yes and may still take it back.
    """

    id: str
    state: ChangeState
    format_before: str
    format_after: str
    differences: tuple[Difference, ...]
    decided_by: str
    why: str
    proposed_by: str
    proposed_at: datetime
    settled_at: datetime | None
    agreed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    asked: bool = False
    agrees: bool = False


class Foresight(Model):
    """What a change would lead to, before anybody records it.

    `wider`: the rules by which others would see more; where there is one, the change `waits` for
    the yes of everybody in `missing`, members by name. `grows`: the rules by which more people
    would come to read what members shared; `held`: how many stories would be hidden meanwhile.
    """

    differences: tuple[Difference, ...]
    wider: tuple[str, ...]
    waits: bool
    missing: tuple[str, ...]
    grows: tuple[str, ...] = ()
    held: int = 0


class RulesView(Model):
    """The rules as of today, where they come from, and the change that waits, if one does."""

    group: Group
    format: Format
    rules: Rules
    differs: tuple[Difference, ...]
    """From what its format begins with."""
    pending: ChangeView | None
    may_change: bool


def change_view(tx: Transaction, actor: Actor, change: RuleChange) -> ChangeView:
    """Return a change with names in place of ids."""
    members = tx.groups.members(change.group_id, present=True)
    names = {m.person_id: name for name, m in members}
    waiting = change.state is ChangeState.PENDING
    absent = missing(change, names) if waiting else ()
    proposer = tx.people.get(change.proposed_by_id) if change.proposed_by_id else None
    agreed = {answer.person_id for answer in change.answers if answer.yes}
    return ChangeView(
        **change.model_dump(exclude={"group_id", "proposed_by_id", "answers"}),
        proposed_by=proposer.name if proposer else "",
        agreed=tuple(name for person_id, name in names.items() if person_id in agreed),
        missing=tuple(names[person_id] for person_id in absent),
        asked=actor.person_id in absent,
        agrees=waiting and actor.person_id in agreed,
    )
