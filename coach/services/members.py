"""The people of a group: who is in it, who may come, and how somebody goes."""

from __future__ import annotations

from datetime import datetime

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.group_size import refusal, size_words
from coach.domain.groups import Group
from coach.domain.notices import NoticeKind
from coach.domain.people import Actor, Membership
from coach.errors import InvalidInput, NotFound, UpstreamUnavailable
from coach.services import leaving
from coach.services.accounts import valid_email
from coach.services.common import Clock, group_of, note_deed, tidy, tidy_line
from coach.services.group_deletion import PendingDeletion, pending
from coach.services.invitations import (
    InvitationLink,
    Invitations,
    OpenInvitation,
    inviting,
    open_invitations,
    size_of,
)
from coach.services.leaving import Stories
from coach.services.link_mails import LinkMails
from coach.services.notices import NoticeLine, announce, let_in, lines
from coach.services.participation import leader_ids
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_REASON = 300


class MemberRow(Model):
    """A member as the others see them. `shut`: their account is, so that they cannot sign in."""

    person_id: str
    name: str
    joined_at: datetime
    leads: bool
    me: bool
    shut: bool


class Overview(Model):
    """How a group stands: what an administrator who is not in it may know of it too."""

    name: str
    is_member: bool
    size_words: str
    full: str
    """Why nobody more can be invited; empty while there is room."""
    may_invite: bool
    may_remove: bool
    may_ask_deletion: bool
    invitations: tuple[OpenInvitation, ...]
    """For those who may invite."""
    deletion: PendingDeletion | None


class LeavePreview(Model):
    """What leaving leads to. `stories`: how many are shared; `problem`: why it must wait."""

    lines: tuple[str, ...]
    stories: int
    problem: str


class Invited(Model):
    """A new invitation: mailed, or else its link to be handed on."""

    link: InvitationLink
    sent_to: str = ""
    problem: str = ""
    """Why the mail did not go out; empty where none was to go."""


class MemberService:
    """Whoever leads lets people in and out, each goes when they like, and the group is told."""

    def __init__(self, database: Database, clock: Clock, mails: LinkMails) -> None:
        self._database = database
        self._clock = clock
        self._mails = mails
        self._invitations = Invitations(database, clock)

    @property
    def sends_mail(self) -> bool:
        """Whether invitations can go out by mail."""
        return self._mails.can_send

    def groups(self, actor: Actor) -> dict[str, str]:
        """Return the names of the actor's groups by id, the one joined last first.

        To an administrator every other group too: they invite into it.
        """
        with self._database.reading() as tx:
            own = {group.id: group.name for group in tx.groups.of_person(actor.person_id)}
            others = tx.groups.every() if actor.is_admin else []
        return own | {group.id: group.name for group in others}

    def overview(self, actor: Actor, group_id: str) -> Overview:
        """Return how a group stands; NotFound unless the actor is in it or runs Repertoire."""
        now = self._clock()
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.AGREE, Resource.of_group(group))
            size = size_of(tx, group, now)
            may_invite = _may(actor, Action.INVITE, group)
            return Overview(
                name=group.name,
                is_member=group_id in actor.group_ids,
                size_words=size_words(size),
                full=refusal(size),
                may_invite=may_invite,
                may_remove=_may(actor, Action.WRITE, group),
                may_ask_deletion=_may(actor, Action.DELETE, group),
                invitations=open_invitations(tx, group_id, now) if may_invite else (),
                deletion=pending(tx, actor, group_id, now),
            )

    def people(self, actor: Actor, group_id: str) -> tuple[MemberRow, ...]:
        """Return who is in the actor's group, in order of name."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, Resource.of_group(group))
            leaders = leader_ids(tx, group, self._clock().date())
            present = {m.person_id for _, m in tx.groups.members(group_id, present=True)}
            return tuple(
                MemberRow(
                    person_id=m.person_id,
                    name=name,
                    joined_at=m.joined_at,
                    leads=m.person_id in leaders,
                    me=m.person_id == actor.person_id,
                    shut=m.person_id not in present,
                )
                for name, m in tx.groups.members(group_id)
            )

    def notices(self, actor: Actor, group_id: str) -> tuple[NoticeLine, ...]:
        """Return what happened lately; a reason only to whoever sees what others share."""
        with self._database.reading() as tx:
            require(actor, Action.READ, Resource.of_group(group_of(tx, group_id)))
            reads = group_id in actor.reading_ids
            return lines(tx, group_id, self._clock(), with_reasons=reads)

    def invite(self, actor: Actor, group_id: str, *, email: str = "", days: int = 14) -> Invited:
        """Invite one person; where a mail server is set up and an address given, by mail.

        Errors as of `Invitations.make`. A mail that does not go out leaves the link to hand on.
        """
        meant = valid_email(email) if email.strip() else ""
        link = self._invitations.make(actor, group_id=group_id, email=meant, days=days)
        if not meant or not self._mails.can_send:
            return Invited(link=link)
        view = self._invitations.view(link.token)
        try:
            self._mails.invitation(
                meant,
                link.token,
                by=view.inviter_name,
                group=view.group_name,
                until=link.expires_at,
            )
        except UpstreamUnavailable as error:
            return Invited(link=link, problem=str(error))
        return Invited(link=link, sent_to=meant)

    def withdraw(self, actor: Actor, invitation_id: str) -> None:
        """Let an invitation that nobody has used lead nowhere."""
        self._invitations.withdraw(actor, invitation_id)

    def join_as_admin(self, actor: Actor, group_id: str) -> Membership:
        """Let an administrator into a group that has room, and tell it; NotFound for others."""
        now = self._clock()
        with self._database.transaction() as tx:
            group = inviting(tx, actor, group_id)
            if any(m.group_id == group_id for m in tx.groups.memberships_of(actor.person_id)):
                raise InvalidInput("You are already a member of this group.")
            full = refusal(size_of(tx, group, now))
            if full:
                raise InvalidInput(full)
            membership = Membership(group_id=group_id, person_id=actor.person_id, joined_at=now)
            let_in(tx, membership, now)
            note_deed(tx, now, actor, "join", Kind.GROUP, group_id, "admin")
        return membership

    def leave_preview(self, actor: Actor, group_id: str) -> LeavePreview:
        """Say what it leads to that the actor leaves, and what stands against it now."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, Resource.of_group(group))
            membership = _membership(tx, group_id, actor.person_id)
            parting = leaving.plan(tx, group, membership, self._clock())
            return LeavePreview(
                lines=leaving.sentences(parting),
                stories=len(parting.items),
                problem=leaving.lead_problem(tx, group, actor.person_id, self._clock().date()),
            )

    def leave(self, actor: Actor, group_id: str, *, stories: Stories = "take_back") -> None:
        """Leave; `stories` says what becomes of what the actor shared there, this time.

        InvalidInput for the only one who leads while others are there.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.READ, Resource.of_group(group))
            membership = _membership(tx, group_id, actor.person_id)
            problem = leaving.lead_problem(tx, group, actor.person_id, now.date())
            if problem:
                raise InvalidInput(problem)
            parting = leaving.plan(tx, group, membership, now)
            leaving.carry_out(tx, parting, stories, now, by_id=actor.person_id)
            announce(tx, now, NoticeKind.LEFT, group_id, person_id=actor.person_id)
            note_deed(tx, now, actor, "leave", Kind.GROUP, group_id)
        self._database.scrub()

    def remove(self, actor: Actor, group_id: str, person_id: str, *, reason: str = "") -> None:
        """Remove another member; `reason` is a line for the group, or empty.

        Their stories stay as they consented, and they can take them back.
        """
        line = tidy(reason, name="The reason", longest=LONGEST_REASON)
        line = tidy_line(line, name="The reason", longest=LONGEST_REASON) if line else ""
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, Resource.of_group(group))
            if person_id == actor.person_id:
                raise InvalidInput("You cannot remove yourself: leave the group instead.")
            membership = _membership(tx, group_id, person_id)
            parting = leaving.plan(tx, group, membership, now)
            leaving.carry_out(tx, parting, "keep", now, by_id=actor.person_id)
            announce(
                tx,
                now,
                NoticeKind.REMOVED,
                group_id,
                person_id=person_id,
                by_id=actor.person_id,
                reason=line,
            )
            note_deed(tx, now, actor, "member_removed", Kind.GROUP, person_id)
        self._database.scrub()


def _may(actor: Actor, action: Action, group: Group) -> bool:
    return allowed(actor, action, Resource.of_group(group))


def _membership(tx: Transaction, group_id: str, person_id: str) -> Membership:
    """Return how somebody belongs to a group at this moment; NotFound when they do not."""
    for membership in tx.groups.memberships_of(person_id):
        if membership.group_id == group_id:
            return membership
    raise NotFound
