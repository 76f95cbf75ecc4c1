"""Announces to a group what happens to it, and lets nobody in or out without that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coach.domain.base import Model
from coach.domain.notices import SHOWN_FOR, Notice, NoticeKind, notice_words
from coach.domain.people import Membership
from coach.services.common import new_id
from coach.storage.transaction import Transaction


class NoticeLine(Model):
    """A notice as members read it; `reason` is a member's own line, or empty."""

    at: datetime
    words: str
    reason: str = ""


def announce(
    tx: Transaction,
    now: datetime,
    kind: NoticeKind,
    group_id: str,
    *,
    person_id: str | None,
    by_id: str | None = None,
    reason: str = "",
) -> None:
    """Tell a group what happened, in the transaction in which it happens.

    `person_id` is None for somebody whose account is being deleted: their name is not kept.
    """
    tx.notices.forget_before(now - SHOWN_FOR)
    tx.notices.add(
        Notice(
            id=new_id(),
            group_id=group_id,
            kind=kind,
            at=now,
            person_id=person_id,
            person_name=name_of(tx, person_id),
            by_id=by_id,
            reason=reason,
        )
    )


def let_in(tx: Transaction, membership: Membership, now: datetime) -> None:
    """Add a member, seen by the others: an administrator is named as one."""
    tx.groups.add_member(membership)
    person = tx.people.get(membership.person_id)
    is_admin = person is not None and person.is_admin
    kind = NoticeKind.ADMIN_JOINED if is_admin else NoticeKind.JOINED
    announce(tx, now, kind, membership.group_id, person_id=membership.person_id)


def announce_deleted_account(
    tx: Transaction, memberships: Iterable[Membership], now: datetime
) -> None:
    """Tell every group of a deleted account that somebody has left, without a name."""
    for membership in memberships:
        announce(tx, now, NoticeKind.LEFT, membership.group_id, person_id=None)


def lines(
    tx: Transaction, group_id: str, now: datetime, *, with_reasons: bool
) -> tuple[NoticeLine, ...]:
    """Return what happened in the days for which notices are shown, the newest first."""
    return tuple(
        NoticeLine(
            at=notice.at,
            words=notice_words(notice, name_of(tx, notice.by_id)),
            reason=notice.reason if with_reasons else "",
        )
        for notice in tx.notices.of_group(group_id, now - SHOWN_FOR)
    )


def name_of(tx: Transaction, person_id: str | None) -> str:
    """Return what somebody is called now; empty for nobody."""
    person = tx.people.get(person_id) if person_id else None
    return person.name if person else ""
