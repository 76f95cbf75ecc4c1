"""Where a person stands in their groups: built from the database for every request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from coach.domain.charter import (
    Charter,
    CharterVersion,
    Standing,
    format_charter,
    format_version,
    may_read,
    newest_accepted,
    standing,
)
from coach.domain.groups import Group
from coach.domain.leads import Course, Lead, current, holds
from coach.domain.people import Actor, Membership, Person
from coach.errors import NotFound, SetupError
from coach.services.formats_file import Charters
from coach.storage.transaction import Transaction

_LINE = 200


def actor_of(tx: Transaction, person: Person, now: datetime, *, session_id: str = "") -> Actor:
    """Return the person as they may act now: their groups, which they lead, which wait for a yes.

    Raises nothing: somebody in no group may act on what is their own.
    """
    memberships = tuple(tx.groups.memberships_of(person.id))
    held_back = _held_back(tx, person.id, memberships)
    reading = frozenset(m.group_id for m in memberships) - held_back
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        is_admin=person.is_admin,
        memberships=memberships,
        held_back=held_back,
        leading_ids=_leading(tx, person.id, memberships, now.date()),
        reading_set_ids=tx.group_sets.with_any(reading),
        session_id=session_id,
    )


def course_of(tx: Transaction, group_id: str, today: date) -> Course:
    """Return where a group stands on a day, as far as terms of leading depend on it."""
    cycle = tx.cycles.current(group_id)
    return Course(
        today=today,
        cycle_number=cycle.number if cycle else None,
        held_on=tx.group_sessions.days(group_id),
    )


def charter_of(tx: Transaction, group: Group, charters: Charters) -> Charter:
    """Return what the group has written, or the text of its format until it has."""
    written = tx.charters.newest_of([group.id]).get(group.id)
    return written or _format_charter(group, charters)


def charter_line(tx: Transaction, group: Group, charters: Charters) -> str:
    """Return what the group has agreed may leave the room, in one line of a sheet."""
    line = " ".join(charter_of(tx, group, charters).sections.may_leave.split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1].rsplit(' ', 1)[0]}…"


def newest_yeses(tx: Transaction, group: Group, person_ids: Iterable[str]) -> dict[str, int | None]:
    """Return the newest version of the charter that each has accepted, None for none."""
    given = tx.charters.acceptances(group.id)
    return {
        person_id: newest_accepted([yes for yes in given if yes.person_id == person_id], group)
        for person_id in person_ids
    }


def standing_in(tx: Transaction, actor: Actor, group: Group, charters: Charters) -> Standing:
    """Return what a member may do in their group now; NotFound for somebody who is in it not."""
    memberships = tx.groups.memberships_of(actor.person_id)
    membership = next((m for m in memberships if m.group_id == group.id), None)
    if membership is None:
        raise NotFound
    accepted = newest_accepted(tx.charters.accepted_by(actor.person_id), group)
    return standing(membership, group.rules, charter_of(tx, group, charters), accepted)


def lead_of(tx: Transaction, group_id: str, today: date) -> Lead | None:
    """Return who leads a group on a day, None where nobody does."""
    return current(tx.leads.of_group(group_id), course_of(tx, group_id, today))


def leader_ids(tx: Transaction, group: Group, today: date) -> frozenset[str]:
    """Return the present members who lead; all of them where any member may."""
    present = {m.person_id for _, m in tx.groups.members(group.id, present=True)}
    if group.rules.led_by_all:
        return frozenset(present)
    lead = lead_of(tx, group.id, today)
    return frozenset(present & {lead.person_id} if lead else ())


def _leading(
    tx: Transaction, person_id: str, memberships: Sequence[Membership], today: date
) -> frozenset[str]:
    """Return the groups in which the person's term of leading is not over."""
    leads = tx.leads.not_ended([m.group_id for m in memberships], person_id)
    held = (lead for lead in leads if holds(lead, course_of(tx, lead.group_id, today)))
    return frozenset(lead.group_id for lead in held)


def _held_back(
    tx: Transaction, person_id: str, memberships: Sequence[Membership]
) -> frozenset[str]:
    """Return the groups whose charter the person has to accept before they see what is shared."""
    if not memberships:
        return frozenset()
    joined = {m.group_id: m for m in memberships}
    written = tx.charters.newest_of(joined)
    accepted = tx.charters.accepted_by(person_id)
    return frozenset(
        group.id
        for group in tx.groups.of_person(person_id)
        if not may_read(
            joined[group.id], _version(group, written), newest_accepted(accepted, group)
        )
    )


def _version(group: Group, written: dict[str, Charter]) -> CharterVersion:
    return written.get(group.id) or format_version(group)


def _format_charter(group: Group, charters: Charters) -> Charter:
    if group.format not in charters:
        raise SetupError(
            f"There is no charter for the format {group.format!r}: restore corpus/charters.yaml "
            "from the repository."
        )
    return format_charter(group, charters[group.format])
