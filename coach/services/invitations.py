"""Invitation links into a group: hashed, for one person, for some days, while there is room."""

from __future__ import annotations

from datetime import datetime, timedelta

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.group_size import Size, refusal
from coach.domain.groups import Group
from coach.domain.notices import NoticeKind
from coach.domain.people import Actor, Membership, Person
from coach.errors import InvalidInput, NotFound
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.notices import announce, let_in, name_of
from coach.services.sessions import new_token, token_hash
from coach.storage.database import Database
from coach.storage.records import Invitation
from coach.storage.transaction import Transaction

LONGEST_DAYS = 60
_GONE = "This invitation is no longer valid: ask for a new one."


class InvitationLink(Model):
    """A new invitation; the token is told once."""

    token: str
    expires_at: datetime


class InvitationView(Model):
    """What the person with the link may know before they accept."""

    group_name: str
    inviter_name: str
    email: str
    expires_at: datetime


class OpenInvitation(Model):
    """A link that nobody has used yet; `email` is empty where it is good for anybody."""

    id: str
    email: str
    by: str
    expires_at: datetime


def require_meant_for(meant: str, email: str) -> None:
    """Raise InvalidInput when a link was made for one address, `meant`, and this is another."""
    if meant and meant != email:
        raise InvalidInput(
            "This invitation was made for another e-mail address: use that one, or ask for a "
            "new invitation."
        )


class Invitations:
    """Makes, shows and uses up invitations; part of AccountService."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def make(self, actor: Actor, *, group_id: str, email: str, days: int) -> InvitationLink:
        """Invite one person into a group; NotFound unless the actor may invite there.

        InvalidInput when members and open invitations fill it; its members are told of that.
        """
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidInput(
                f"An invitation for {days} days is not possible: choose 1 to {LONGEST_DAYS}."
            )
        now, token = self._clock(), new_token()
        invitation = Invitation(
            id=new_id(),
            token_sha256=token_hash(token),
            group_id=group_id,
            inviter_id=actor.person_id,
            email=email,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        with self._database.transaction() as tx:
            group = inviting(tx, actor, group_id)
            full = refusal(size_of(tx, group, now))
            if full:
                beyond = NoticeKind.INVITED_BEYOND
                announce(tx, now, beyond, group_id, person_id=actor.person_id)
            else:
                tx.invitations.add(invitation)
                _note(tx, now, "invite", actor.person_id, group_id)
        if full:
            raise InvalidInput(full)
        return InvitationLink(token=token, expires_at=invitation.expires_at)

    def withdraw(self, actor: Actor, invitation_id: str) -> None:
        """Let a link lead nowhere that nobody has used; for whoever may invite there."""
        now = self._clock()
        with self._database.transaction() as tx:
            invitation = tx.invitations.get(invitation_id)
            if invitation is None:
                raise NotFound
            inviting(tx, actor, invitation.group_id)
            if invitation.used_at is not None:
                raise InvalidInput("Somebody has joined by this invitation: it is used up.")
            tx.invitations.delete(invitation_id)
            _note(tx, now, "invite_withdrawn", actor.person_id, invitation.group_id)

    def view(self, token: str) -> InvitationView:
        """Return what a link leads to; NotFound when it no longer works."""
        with self._database.reading() as tx:
            invitation, inviter = self._open(tx, token)
            group = group_of(tx, invitation.group_id)
        return InvitationView(
            group_name=group.name,
            inviter_name=inviter.name,
            email=invitation.email,
            expires_at=invitation.expires_at,
        )

    def enter(self, tx: Transaction, token: str, *, person_id: str, email: str) -> Membership:
        """Use the invitation up and let the person into its group."""
        invitation, _ = self._open(tx, token)
        require_meant_for(invitation.email, email)
        now = self._clock()
        if any(m.group_id == invitation.group_id for m in tx.groups.memberships_of(person_id)):
            raise InvalidInput("You are already a member of this group.")
        if not tx.invitations.use(invitation.id, now):
            raise NotFound(_GONE)
        membership = Membership(group_id=invitation.group_id, person_id=person_id, joined_at=now)
        let_in(tx, membership, now)
        _note(tx, now, "join", person_id, invitation.group_id)
        return membership

    def _open(self, tx: Transaction, token: str) -> tuple[Invitation, Person]:
        """Return a link that still works, and who made it; a shut account's links do not."""
        invitation = tx.invitations.by_token(token_hash(token))
        if invitation is None or invitation.used_at or invitation.expires_at <= self._clock():
            raise NotFound(_GONE)
        inviter = tx.people.get(invitation.inviter_id)
        if inviter is None or inviter.disabled_at is not None:
            raise NotFound(_GONE)
        return invitation, inviter


def inviting(tx: Transaction, actor: Actor, group_id: str) -> Group:
    """Return a group that the actor may invite into, locked; NotFound for any other."""
    group = group_of(tx, group_id, lock=True)
    require(actor, Action.INVITE, Resource.of_group(group))
    return group


def open_invitations(tx: Transaction, group_id: str, now: datetime) -> tuple[OpenInvitation, ...]:
    """Return the links into a group that still work, the one that ends first at the top."""
    return tuple(
        OpenInvitation(
            id=i.id, email=i.email, by=name_of(tx, i.inviter_id), expires_at=i.expires_at
        )
        for i in tx.invitations.open_of(group_id, now)
    )


def size_of(tx: Transaction, group: Group, now: datetime) -> Size:
    """Return how many there are and are to come; a shut account takes no place."""
    return Size.under(
        group.rules,
        members=len(tx.groups.members(group.id, present=True)),
        invited=len(tx.invitations.open_of(group.id, now)),
    )


def _note(tx: Transaction, now: datetime, event: str, actor_id: str, group_id: str) -> None:
    note_event(tx, now, event, actor_id=actor_id, kind=Kind.GROUP.value, object_id=group_id)
