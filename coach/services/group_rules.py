"""The rules of a group: read by its members, and changed by nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Self

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.formats import Format, find_format
from coach.domain.groups import Group
from coach.domain.people import Actor, Membership
from coach.domain.rule_changes import (
    Answer,
    ChangeState,
    RuleChange,
    answered,
    brings_readers,
    changed,
    differences,
    settled,
    widening,
)
from coach.errors import InvalidInput, NotFound
from coach.services.asking import hold_for_growth, stories_shared_with
from coach.services.common import Clock, group_of, new_id, note_deed, tidy_line
from coach.services.rule_views import ChangeView, Foresight, RulesView, change_view
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_WHY = 300
LONGEST_DECIDER = 120


class GroupRulesService:
    """A change that lets others see more waits for the yes of every present member.

    One by which more people come to read hides what members shared until its authors have said yes
    again; `items_changed` is told afterwards, to bring the index in step.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        formats: tuple[Format, ...],
        items_changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._items_changed = items_changed
        self.formats = formats

    def rules(self, actor: Actor, group_id: str) -> RulesView:
        """Return the rules of the actor's group."""
        _require(actor, Action.READ, group_id)
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            pending = tx.rule_changes.pending(group_id)
            view = change_view(tx, actor, pending) if pending else None
        chosen = find_format(self.formats, group.format)
        return RulesView(
            group=group,
            format=chosen,
            rules=group.rules,
            differs=differences(chosen.rules, group.rules),
            pending=view,
            may_change=allowed(actor, Action.WRITE, _resource(group_id)),
        )

    def history(self, actor: Actor, group_id: str) -> list[ChangeView]:
        """Return every change that was ever proposed, the newest first."""
        _require(actor, Action.READ, group_id)
        with self._database.reading() as tx:
            return [change_view(tx, actor, change) for change in tx.rule_changes.of_group(group_id)]

    def foresee(self, actor: Actor, group_id: str, changes: Mapping[str, object]) -> Foresight:
        """Return what a change would lead to; InvalidInput says why it could not be made."""
        return self._foresee(actor, group_id, lambda group: _with(group, changes))

    def foresee_format(self, actor: Actor, group_id: str, format_key: str) -> Foresight:
        """Return what another format would lead to."""
        chosen = find_format(self.formats, format_key)
        return self._foresee(
            actor, group_id, lambda group: _with(group, dict(chosen.rules), chosen.key)
        )

    def change(
        self,
        actor: Actor,
        group_id: str,
        changes: Mapping[str, object],
        *,
        decided_by: str,
        why: str,
    ) -> ChangeView:
        """Record what the group decided, or propose it, if it lets others see more.

        `changes` holds new values by the names of the rules; `decided_by` and `why` are a line
        each. InvalidInput when they contradict each other or nothing changes.
        """
        given = _Reason.of(decided_by, why)
        return self._begin(actor, group_id, lambda group: _with(group, changes), given)

    def change_format(
        self, actor: Actor, group_id: str, format_key: str, *, decided_by: str, why: str
    ) -> ChangeView:
        """Take over another format with all its rules, under the same law as any other change."""
        chosen = find_format(self.formats, format_key)
        given = _Reason.of(decided_by, why)
        return self._begin(
            actor, group_id, lambda group: _with(group, dict(chosen.rules), chosen.key), given
        )

    def answer(self, actor: Actor, change_id: str, *, yes: bool) -> ChangeView:
        """Say yes or no to a change that waits, for oneself alone; one no ends it."""
        now = self._clock()
        with self._database.transaction() as tx:
            change = tx.rule_changes.get(change_id)
            if change is None:
                raise NotFound
            _require(actor, Action.AGREE, change.group_id)
            group_of(tx, change.group_id, lock=True)
            change = tx.rule_changes.get(change_id) or change  # as it stands behind the lock
            given = Answer(person_id=actor.person_id, yes=yes, answered_at=now)
            saved = _settle(tx, answered(change, given), now)
            note_deed(
                tx, now, actor, "rules_answered", Kind.RULES, saved.group_id, "yes" if yes else "no"
            )
            view = change_view(tx, actor, saved)
        self._tell(view)
        return view

    def _foresee(self, actor: Actor, group_id: str, become: Callable[[Group], Group]) -> Foresight:
        _require(actor, Action.WRITE, group_id)
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            after = become(group)
            wider = widening(group.rules, after.rules)
            _require_room(tx, group, after, waits=bool(wider))
            others = [
                name
                for name, m in tx.groups.members(group_id, present=True)
                if m.person_id != actor.person_id
            ]
            grows = brings_readers(group.rules, after.rules)
            held = len(stories_shared_with(tx, group_id)) if grows else 0
        return Foresight(
            differences=differences(group.rules, after.rules),
            wider=wider,
            waits=bool(wider and others),
            missing=tuple(others) if wider else (),
            grows=grows,
            held=held,
        )

    def _begin(
        self, actor: Actor, group_id: str, become: Callable[[Group], Group], given: _Reason
    ) -> ChangeView:
        _require(actor, Action.WRITE, group_id)
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            after = become(group)
            begun = _begun(group, after, given, actor, now)
            _require_room(tx, group, after, waits=begun.state is ChangeState.PENDING)
            tx.rule_changes.add(begun)
            if begun.state is ChangeState.EFFECTIVE:
                _take_over(tx, group, after, now)
            saved = _settle(tx, begun, now)
            note_deed(tx, now, actor, "rules_changed", Kind.RULES, group_id, saved.state.value)
            view = change_view(tx, actor, saved)
        self._tell(view)
        return view

    def _tell(self, change: ChangeView) -> None:
        if change.state is ChangeState.EFFECTIVE:
            self._items_changed()


class _Reason(Model):
    """Who decided, and why, as one line each."""

    decided_by: str
    why: str

    @classmethod
    def of(cls, decided_by: str, why: str) -> Self:
        """Tidy what was typed; InvalidInput when a line is empty or too long."""
        return cls(
            decided_by=tidy_line(decided_by, name="Who decided", longest=LONGEST_DECIDER),
            why=tidy_line(why, name="The reason", longest=LONGEST_WHY),
        )


def _with(group: Group, changes: Mapping[str, object], format_key: str = "") -> Group:
    facts = {"rules": changed(group.rules, changes), "format": format_key or group.format}
    return group.model_copy(update=facts)


def _begun(group: Group, after: Group, given: _Reason, actor: Actor, now: datetime) -> RuleChange:
    """Return the change with its proposer's yes: waiting, if it lets others see more."""
    waits = bool(widening(group.rules, after.rules))
    return RuleChange(
        id=new_id(),
        group_id=group.id,
        state=ChangeState.PENDING if waits else ChangeState.EFFECTIVE,
        format_before=group.format,
        format_after=after.format,
        differences=differences(group.rules, after.rules),
        decided_by=given.decided_by,
        why=given.why,
        proposed_by_id=actor.person_id,
        proposed_at=now,
        settled_at=None if waits else now,
        answers=(Answer(person_id=actor.person_id, yes=True, answered_at=now),),
    )


def settle_groups_of(tx: Transaction, memberships: Iterable[Membership], now: datetime) -> None:
    """Let changes take effect that waited only for somebody who is no longer present."""
    for membership in memberships:
        if tx.groups.get(membership.group_id, lock=True) is None:
            continue
        pending = tx.rule_changes.pending(membership.group_id)
        if pending is not None:
            _settle(tx, pending, now)


def _settle(tx: Transaction, change: RuleChange, now: datetime) -> RuleChange:
    """Save a change; one that waited takes effect with everybody's yes, on the rules of today."""
    present = [m.person_id for _, m in tx.groups.members(change.group_id, present=True)]
    result = settled(change, present, now)
    tx.rule_changes.update(result)
    if result.state is ChangeState.EFFECTIVE and change.state is ChangeState.PENDING:
        group = group_of(tx, change.group_id)
        _take_over(tx, group, _with(group, result.after, result.format_after), now)
    return result


def _take_over(tx: Transaction, before: Group, after: Group, now: datetime) -> None:
    """Let rules take effect; authors are asked again where more people come to read."""
    tx.groups.set_rules(after)
    if brings_readers(before.rules, after.rules):
        hold_for_growth(tx, after.id, now)


def _require_room(tx: Transaction, group: Group, after: Group, *, waits: bool) -> None:
    """Refuse what changes nothing, a second change that waits, and what would undo the first."""
    if after == group:
        raise InvalidInput("This changes none of the rules: choose another value.")
    pending = tx.rule_changes.pending(group.id)
    if pending is None:
        return
    if waits:
        raise InvalidInput("Another change waits for everybody's yes: decide that one first.")
    if after.format != group.format or not _fits(after, pending):
        raise InvalidInput(
            "This does not go together with the change that waits for everybody's yes: decide that "
            "one first."
        )


def _fits(group: Group, pending: RuleChange) -> bool:
    """Return whether the change that waits could still take effect on these rules."""
    try:
        _with(group, pending.after)
    except InvalidInput:
        return False
    return True


def _resource(group_id: str) -> Resource:
    return Resource(kind=Kind.RULES, group_id=group_id)


def _require(actor: Actor, action: Action, group_id: str) -> None:
    require(actor, action, _resource(group_id))
