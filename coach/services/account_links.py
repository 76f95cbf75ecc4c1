"""Links by which somebody opens an account without a group, or sets a new password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor, Person
from coach.errors import InvalidInput, NotFound
from coach.services.account_changes import replace_password
from coach.services.accounts import AccountService, plain_email, valid_email
from coach.services.common import Clock, new_id, note_event
from coach.services.invitations import LONGEST_DAYS, InvitationLink, require_meant_for
from coach.services.link_mails import LinkMails
from coach.services.sessions import SessionGrant, new_token, token_hash
from coach.storage.database import Database
from coach.storage.records import AccountLink
from coach.storage.transaction import Transaction

PASSWORD_DAYS: Final = 2
_KEPT: Final = timedelta(days=30)
_GONE: Final = "This link is no longer valid: ask for a new one."


class AccountLinkView(Model):
    """What the person with the link may know before they use it."""

    purpose: Literal["invitation", "password"]
    maker_name: str
    person_name: str
    """Of a link for a password; else empty."""
    email: str
    as_admin: bool
    expires_at: datetime


class AccountLinkService:
    """Admins make such links. Each works once, and no longer than its maker is an open admin."""

    def __init__(
        self, database: Database, clock: Clock, accounts: AccountService, mails: LinkMails
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._mails = mails

    @property
    def sends_passwords(self) -> bool:
        """Whether the way to a new password can be sent: there is a mail server."""
        return self._mails.can_send

    def invite(
        self, actor: Actor, *, email: str = "", as_admin: bool = False, days: int = 14
    ) -> InvitationLink:
        """Make a link to an account in no group; with an e-mail it is good for that one alone."""
        _require(actor, Action.INVITE)
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidInput(
                f"An invitation for {days} days is not possible: choose 1 to {LONGEST_DAYS}."
            )
        meant = valid_email(email) if email.strip() else ""
        facts = {"purpose": "invitation", "email": meant, "as_admin": as_admin}
        link, token = self._made(actor, days, **facts)
        with self._database.transaction() as tx:
            if meant and tx.people.by_email(meant) is not None:
                raise InvalidInput(f"There is already an account {meant!r}: it needs no link.")
            self._add(tx, link, "account_invite", detail="admin" if as_admin else "")
        return InvitationLink(token=token, expires_at=link.expires_at)

    def send_password_link(self, actor: Actor, person_id: str) -> None:
        """Mail a person the way to a new password; an older one stops working.

        No admin sees it, for whoever opens it could sign in as the person. InvalidInput without a
        mail server, UpstreamUnavailable when it does not take the mail.
        """
        _require(actor, Action.WRITE)
        if not self._mails.can_send:
            raise InvalidInput(
                "No mail server is set up: set a new password with `coach person password EMAIL`."
            )
        link, token = self._made(actor, PASSWORD_DAYS, purpose="password", person_id=person_id)
        with self._database.transaction() as tx:
            person = tx.people.get(person_id)
            if person is None:
                raise NotFound
            if person.disabled_at is not None:
                raise InvalidInput("This account is shut: open it first.")
            tx.account_links.forget_for(person_id)
            self._add(tx, link, "password_link", object_id=person_id)
        self._mails.password(person.email, token, until=link.expires_at)

    def view(self, token: str) -> AccountLinkView:
        """Return what a link leads to; NotFound when it no longer works."""
        with self._database.reading() as tx:
            link, maker = self._open(tx, token)
            person = tx.people.get(link.person_id) if link.person_id else None
        return AccountLinkView(
            purpose=link.purpose,
            maker_name=maker.name,
            person_name=person.name if person else "",
            email=person.email if person else link.email,
            as_admin=link.as_admin,
            expires_at=link.expires_at,
        )

    def accept(
        self,
        token: str,
        *,
        name: str,
        email: str,
        password: str,
        address: str,
        user_agent: str = "",
    ) -> SessionGrant:
        """Make an account through an invitation and sign in, or change nothing at all."""
        view = self.view(token)
        if view.purpose != "invitation":
            raise NotFound(_GONE)
        require_meant_for(view.email, plain_email(email))

        def enter(tx: Transaction, _: Person) -> None:
            self._use(tx, token)

        return self._accounts.enter(
            enter,
            name=name,
            email=email,
            password=password,
            address=address,
            user_agent=user_agent,
            is_admin=view.as_admin,
        )

    def set_password(self, token: str, password: str) -> Person:
        """Set a new password through a link, and end every session of the person."""
        view = self.view(token)
        if view.purpose != "password":
            raise NotFound(_GONE)
        passwords = self._accounts.passwords
        passwords.require_good(password, email=view.email, name=view.person_name)
        hashed = passwords.hash(password)
        with self._database.transaction() as tx:
            person = tx.people.get(self._use(tx, token).person_id or "")
            if person is None:
                raise NotFound(_GONE)
            replace_password(tx, person.id, hashed, self._clock(), by=person.id)
        return person

    def password_replaced(self, actor: Actor) -> datetime | None:
        """Return when somebody's password was last replaced from outside their account."""
        require(actor, Action.READ, Resource(kind=Kind.ACCOUNT, owner_id=actor.person_id))
        with self._database.reading() as tx:
            return tx.audit.last("password_reset", actor.person_id)

    def _made(self, actor: Actor, days: int, **facts: object) -> tuple[AccountLink, str]:
        now, token = self._clock(), new_token()
        link = AccountLink.model_validate(
            {
                "id": new_id(),
                "token_sha256": token_hash(token),
                "maker_id": actor.person_id,
                "created_at": now,
                "expires_at": now + timedelta(days=days),
                **facts,
            }
        )
        return link, token

    def _add(
        self,
        tx: Transaction,
        link: AccountLink,
        event: str,
        *,
        object_id: str = "",
        detail: str = "",
    ) -> None:
        tx.account_links.forget_before(link.created_at - _KEPT)
        tx.account_links.add(link)
        note_event(
            tx,
            link.created_at,
            event,
            actor_id=link.maker_id,
            kind=Kind.ACCOUNT.value,
            object_id=object_id,
            detail=detail,
        )

    def _use(self, tx: Transaction, token: str) -> AccountLink:
        link, _ = self._open(tx, token)
        if not tx.account_links.use(link.id, self._clock()):
            raise NotFound(_GONE)
        return link

    def _open(self, tx: Transaction, token: str) -> tuple[AccountLink, Person]:
        """Return a link that still works, and who made it."""
        link = tx.account_links.by_token(token_hash(token))
        if link is None or link.used_at or link.expires_at <= self._clock():
            raise NotFound(_GONE)
        maker = tx.people.get(link.maker_id)
        if maker is None or maker.disabled_at is not None or not maker.is_admin:
            raise NotFound(_GONE)
        person = tx.people.get(link.person_id) if link.person_id else None
        if person is not None and person.disabled_at is not None:
            raise NotFound(_GONE)
        return link, maker


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.PEOPLE))
