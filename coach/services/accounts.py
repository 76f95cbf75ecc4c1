"""Accounts: sign-in with a password, invitations, password change, and deletion."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor, Membership, Person
from coach.errors import InvalidInput
from coach.services.common import Clock, encodable, new_id, note_event, tidy_line
from coach.services.deletion import count, join
from coach.services.group_rules import settle_groups_of
from coach.services.invitations import (
    InvitationLink,
    Invitations,
    InvitationView,
    require_meant_for,
)
from coach.services.notices import announce_deleted_account
from coach.services.passwords import Passwords
from coach.services.sessions import SessionGate, SessionGrant, SessionView
from coach.services.sharing import Upkeep
from coach.services.throttle import SignInThrottle
from coach.storage.database import Database
from coach.storage.transaction import Transaction

__all__ = [
    "AccountService",
    "DeletionPreview",
    "InvitationLink",
    "InvitationView",
    "SessionGrant",
    "SessionView",
]

_EMAIL = re.compile(r"[^@\s\"<>(),:;\\]+@[^@\s\"<>(),:;\\]+\.[^@\s\"<>(),:;\\.]+")
_LONGEST_EMAIL = 254
_LONGEST_NAME = 120
_WRONG = "That e-mail address and password do not belong together."
_TAKEN = "There is already an account with this e-mail address: sign in with it."


class DeletionPreview(Model):
    """What the deletion of an account leads to, in sentences."""

    lines: tuple[str, ...]


class AccountService(SessionGate):
    """People and how they sign in; the sessions themselves come from SessionGate."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        upkeep: Upkeep,
        *,
        session_days: int,
        passwords: Passwords,
    ) -> None:
        super().__init__(database, clock, session_days=session_days)
        self._upkeep = upkeep
        self.passwords = passwords
        self._throttle = SignInThrottle(database, clock)
        self._invitations = Invitations(database, clock)

    def create_person(
        self, *, email: str, name: str, password: str, is_admin: bool = False
    ) -> Person:
        """Make an account. For the command line and the bootstrap only: asks nobody."""
        person, hashed = self._new_person(email, name, password, is_admin=is_admin)
        with self._database.transaction() as tx:
            self._add(tx, person, hashed)
        return person

    def sign_in(
        self, *, email: str, password: str, address: str, user_agent: str = ""
    ) -> SessionGrant:
        """Open a session for an e-mail and its password, given from a network address.

        Raises InvalidInput when they do not belong together, and TooManyAttempts after several
        wrong ones from this address.
        """
        known_as = plain_email(email)
        self._throttle.begin(known_as, address)
        with self._database.reading() as tx:
            person = tx.people.by_email(known_as)
            hashed = tx.people.password_hash(person.id) if person is not None else None
        fits = self.passwords.fits(password, hashed)
        if person is None or hashed is None or not fits or person.disabled_at is not None:
            self._note_wrong(person, address)
            raise InvalidInput(_WRONG)
        fresh = self.passwords.hash(password) if self.passwords.needs_new_hash(hashed) else ""
        with self._database.transaction() as tx:
            self._throttle.succeeded(tx, known_as, address)
            if fresh:
                tx.people.set_password_hash(person.id, fresh)
            return self._open(tx, person.id, method="password", user_agent=user_agent)

    def change_password(self, actor: Actor, *, old: str, new: str) -> None:
        """Replace the password and end every other session of the person."""
        self._require_password(actor, old)
        self.passwords.require_good(new, email=actor.email, name=actor.name)
        hashed, now = self.passwords.hash(new), self._clock()
        with self._database.transaction() as tx:
            tx.people.set_password_hash(actor.person_id, hashed)
            tx.sessions.revoke_all(actor.person_id, now, but=actor.session_id)
            note_event(tx, now, "password_change", actor_id=actor.person_id)

    def invite(
        self, actor: Actor, *, group_id: str, email: str = "", days: int = 14
    ) -> InvitationLink:
        """Make a link into a group; with an e-mail it is good for that address alone."""
        meant = valid_email(email) if email.strip() else ""
        return self._invitations.make(actor, group_id=group_id, email=meant, days=days)

    def invitation(self, token: str) -> InvitationView:
        """Return what a link leads to; NotFound when it was used or is too old."""
        return self._invitations.view(token)

    def accept_invitation(
        self,
        token: str,
        *,
        name: str,
        email: str,
        password: str,
        address: str,
        user_agent: str = "",
    ) -> SessionGrant:
        """Make an account through a link, join its group and sign in, or change nothing at all."""
        require_meant_for(self._invitations.view(token).email, plain_email(email))

        def enter(tx: Transaction, person: Person) -> None:
            self._invitations.enter(tx, token, person_id=person.id, email=person.email)

        return self.enter(
            enter, name=name, email=email, password=password, address=address, user_agent=user_agent
        )

    def enter(
        self,
        entry: Callable[[Transaction, Person], None],
        *,
        name: str,
        email: str,
        password: str,
        address: str,
        user_agent: str = "",
        is_admin: bool = False,
    ) -> SessionGrant:
        """Make an account and sign in, or change nothing at all.

        Asks nobody: `entry` uses up what lets the person in, and raises when that is no good.
        """
        person, hashed = self._new_person(email, name, password, is_admin=is_admin)
        with self._database.transaction() as tx:
            self._add(tx, person, hashed, origin=self._origin(address))
            entry(tx, person)
            return self._open(tx, person.id, method="invitation", user_agent=user_agent)

    def join(self, actor: Actor, token: str) -> Membership:
        """Join the group of a link with an account that exists."""
        with self._database.transaction() as tx:
            return self._invitations.enter(tx, token, person_id=actor.person_id, email=actor.email)

    def deletion_preview(self, actor: Actor) -> DeletionPreview:
        """Say what deleting the account leads to."""
        with self._database.reading() as tx:
            owned = {
                "commitment": len(tx.commitments.of_owner(actor.person_id)),
                "attempt": len(tx.attempts.of_owner(actor.person_id)),
                "reflection": len(tx.reflections.of_owner(actor.person_id)),
                "story": len(tx.stories.of_owner(actor.person_id)),
                "conversation": len(tx.conversations.of_owner(actor.person_id)),
                "reminder": len(tx.reminders.of_owner(actor.person_id)),
            }
            counting = tx.contributions.of_owner(actor.person_id)
            shared = [s for s in tx.stories.of_owner(actor.person_id) if s.item_id]
            agreed = tx.charters.written_by(actor.person_id) or any(
                change.proposed_by_id == actor.person_id
                for change in tx.rule_changes.answered_by(actor.person_id)
            )
            noted = tx.session_notes.written_by(actor.person_id)
            has_calendar = tx.calendar_feeds.made_at(actor.person_id) is not None
            written = len(tx.talk.posts_by(actor.person_id))
            open_links = tx.invitations.count_open(actor.person_id, self._clock())
        parts = [count(number, thing) for thing, number in owned.items() if number]
        lines = ["This deletes your account, and you are signed out everywhere."]
        if parts:
            lines.append(f"It deletes {join(parts)}, and nobody can bring them back.")
        if len(actor.memberships) == 1:
            lines.append(
                "You leave your group, which reads of it and no longer sees what you shared."
            )
        elif actor.memberships:
            lines.append(
                "You leave your groups, which read of it and no longer see what you shared."
            )
        if shared:
            lines.append(
                "What you shared goes from others' pages and searches too: "
                f"{count(len(shared), 'story')}."
            )
        lines += [
            line
            for line, there in (
                ("None of your reflections counts towards themes or is quoted then.", counting),
                ("What you wrote into your group's rules and charter stays, unnamed.", agreed),
                ("What you noted in your group's sessions stays, unnamed.", noted),
            )
            if there
        ]
        if written:
            lines.append(
                f"Your words go from groups' conversations too, {count(written, 'post')}: where "
                "others wrote as well, a line stays that somebody has left."
            )
        if open_links:
            lines.append("Invitations that you made and that nobody has used stop working.")
        if has_calendar:
            lines.append("The address of your calendar leads nowhere from then on.")
        lines.append("The security log keeps an id of the account, without your name or words.")
        return DeletionPreview(lines=tuple(lines))

    def delete_account(self, actor: Actor, *, password: str) -> None:
        """Delete the person with all that they own, once the password proves who asks."""
        require(actor, Action.DELETE, Resource(kind=Kind.ACCOUNT, owner_id=actor.person_id))
        self._require_password(actor, password)
        now = self._clock()
        with self._database.transaction() as tx:
            memberships = tx.groups.memberships_of(actor.person_id)
            has_shared = bool(tx.items.of_author(actor.person_id))
            tx.talk.forget(actor.person_id)
            tx.people.delete(actor.person_id)
            settle_groups_of(tx, memberships, now)
            announce_deleted_account(tx, memberships, now)
            note_event(
                tx,
                now,
                "deletion",
                actor_id=actor.person_id,
                kind=Kind.ACCOUNT.value,
                object_id=actor.person_id,
            )
        if has_shared:
            self._upkeep.removed()
        else:
            self._database.scrub()

    def _new_person(
        self, email: str, name: str, password: str, *, is_admin: bool
    ) -> tuple[Person, str]:
        person = Person(
            id=new_id(),
            email=valid_email(email),
            name=tidy_line(name, name="The name", longest=_LONGEST_NAME),
            is_admin=is_admin,
            created_at=self._clock(),
        )
        self.passwords.require_good(password, email=person.email, name=person.name)
        return person, self.passwords.hash(password)

    def _add(self, tx: Transaction, person: Person, hashed: str, *, origin: str = "") -> None:
        if tx.people.by_email(person.email) is not None:
            raise InvalidInput(_TAKEN)
        try:
            tx.people.add(person, hashed)
        except IntegrityError:  # somebody was faster
            raise InvalidInput(_TAKEN) from None
        note_event(
            tx,
            person.created_at,
            "account_created",
            actor_id=person.id,
            kind=Kind.ACCOUNT.value,
            object_id=person.id,
            detail="admin" if person.is_admin else origin,
        )

    def _require_password(self, actor: Actor, password: str) -> None:
        """Ask for the password again, as slowly as at sign-in when it is wrong."""
        place = f"session {actor.session_id}"
        self._throttle.begin(actor.email, place)
        with self._database.reading() as tx:
            hashed = tx.people.password_hash(actor.person_id)
        if not self.passwords.fits(password, hashed):
            raise InvalidInput("This is not your present password: please type it again.")
        with self._database.transaction() as tx:
            self._throttle.succeeded(tx, actor.email, place)

    def _note_wrong(self, person: Person | None, address: str) -> None:
        with self._database.transaction() as tx:
            note_event(
                tx,
                self._clock(),
                "sign_in_failed",
                object_id=person.id if person else "",
                kind=Kind.ACCOUNT.value,
                detail=self._origin(address),
            )

    def _origin(self, address: str) -> str:
        """Return what the audit trail keeps of an address: enough to recognise a series by."""
        return f"from {self._database.cipher.keyed_hash('audit', address)[:16]}"


def plain_email(email: str) -> str:
    """Return an e-mail address as it is kept."""
    return encodable(email).strip().lower()


def valid_email(email: str) -> str:
    """Return an e-mail address as it is kept; InvalidInput when it is none."""
    result = plain_email(email)
    if len(result) > _LONGEST_EMAIL or not _EMAIL.fullmatch(result) or not result.isprintable():
        raise InvalidInput(
            f"{result[:80]!r} is not an e-mail address: write it like name@example.org."
        )
    return result
