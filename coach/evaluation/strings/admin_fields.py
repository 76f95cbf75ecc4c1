"""Fields of accounts and of those who run the installation."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final

from coach.domain.cycle import CycleStage
from coach.domain.organisation_text import TextName
from coach.domain.repertoire import ORGANISATION
from coach.errors import InvalidInput, NotFound, NotSignedIn, TooManyAttempts
from coach.evaluation.people import PASSWORD
from coach.evaluation.strings.field import Field
from coach.evaluation.strings.kept import Kept
from coach.evaluation.strings.scene import Scene
from coach.services.common import new_id


def _name(s: Scene, text: str) -> str:
    accounts = s.services.accounts
    email = f"{new_id()}@example.org"
    person = accounts.create_person(email=email, name=text, password=PASSWORD)
    shown = s.services.people.person(s.circle.admin, person.id).name
    actor = accounts.actor_for_token(accounts.open_session(person.id, method="evaluation").token)
    accounts.delete_account(actor, password=PASSWORD)
    return shown


def _email(s: Scene, text: str) -> str:
    accounts = s.services.accounts
    person = accounts.create_person(email=text, name="Eve", password=PASSWORD)
    accounts.delete_account(
        accounts.actor_for_token(accounts.open_session(person.id, method="evaluation").token),
        password=PASSWORD,
    )
    return person.email


def _password(s: Scene, text: str) -> str:
    """Return the text when somebody signs in with it after it was made their password."""
    accounts, email = s.services.accounts, f"{new_id()}@example.org"
    accounts.create_person(email=email, name="Eve", password=text)
    grant = accounts.sign_in(email=email, password=text, address=new_id(), user_agent=text)
    actor = accounts.actor_for_token(grant.token)
    accounts.change_password(actor, old=text, new=PASSWORD)
    accounts.delete_account(actor, password=PASSWORD)
    return ""


def _sign_in(s: Scene, text: str) -> str:
    try:
        s.services.accounts.sign_in(email=text, password=text, address=new_id(), user_agent=text)
    except TooManyAttempts:
        raise InvalidInput("Too many tries: wait.") from None
    return ""


def _meant_for(s: Scene, text: str) -> str:
    s.services.members.invite(s.circle.ann, s.group, email=text)
    s.services.account_links.invite(s.circle.admin, email=text)
    return ""


def _device(s: Scene, text: str) -> str:
    accounts, ann = s.services.accounts, s.circle.ann
    accounts.sign_out(
        accounts.open_session(ann.person_id, method="evaluation", user_agent=text).token
    )
    accounts.sessions(ann)
    return ""


def _token(s: Scene, text: str) -> str:
    """A token stands in an address: whatever stands there instead leads nowhere."""
    services, given = s.services, {"name": "Eve", "email": "e@example.org", "password": PASSWORD}
    accounts, links = services.accounts, services.account_links
    for follow in (
        partial(accounts.actor_for_token, text),
        partial(accounts.invitation, text),
        partial(accounts.join, s.circle.ann, text),
        partial(accounts.accept_invitation, text, address="", **given),
        partial(links.view, text),
        partial(links.accept, text, address="", **given),
        partial(links.set_password, text, PASSWORD),
        partial(services.calendar_feed.file, text),
        partial(services.rhythm.what_stops, text),
        partial(services.rhythm.stop, text),
    ):
        with suppress(NotFound, NotSignedIn):
            follow()
            raise ValueError("a token that nobody was given leads somewhere")
    accounts.sign_out(text)
    return ""


def _operator(s: Scene, text: str) -> str:
    """What the command line gives: the topic of a cycle, and somebody's address."""
    with suppress(NotFound):
        s.services.groups.add_member(group_id=s.evas_group, email=text)
    return s.services.groups.set_cycle(
        group_id=s.evas_group, topic=text, stage=CycleStage.PRACTICE
    ).topic


def _removed(s: Scene, text: str) -> str:
    """The reason that a group reads when whoever leads removes a member."""
    email = f"{new_id()}@example.org"
    person = s.services.accounts.create_person(email=email, name="Eve", password=PASSWORD)
    s.services.groups.add_member(group_id=s.evas_group, email=email)
    s.services.members.remove(s.eva, s.evas_group, person.id, reason=text)
    with s.services.database.reading() as tx:
        notices = tx.notices.of_group(s.evas_group, _LONG_AGO)
    return next(one.reason for one in notices if one.person_id == person.id and one.by_id)


def _group(s: Scene, text: str) -> str:
    register, admin = s.services.group_register, s.circle.admin
    register.rename(admin, s.evas_group, text)
    found = register.find(admin, datetime.now(UTC).date(), text, most=_ALL)
    return next(one.name for one in found.groups if one.id == s.evas_group)


def _searched(s: Scene, text: str) -> str:
    admin = s.circle.admin
    s.services.people.find(admin, text)
    s.services.group_register.find(admin, datetime.now(UTC).date(), text)
    return ""


def _notice(s: Scene, text: str) -> str:
    texts, admin = s.services.texts, s.circle.admin
    newest = texts.view(admin, TextName.PRIVACY).number
    texts.write(admin, TextName.PRIVACY, text, after=newest)
    return texts.view(admin, TextName.PRIVACY).text


def _reviewer(s: Scene, text: str) -> str:
    texts, admin = s.services.texts, s.circle.admin
    view = texts.view(admin, TextName.LEGAL)
    texts.write(admin, TextName.LEGAL, view.base, reviewed_by=text, after=view.number)
    return texts.view(admin, TextName.LEGAL).reviewed_by


def _document(s: Scene, text: str) -> str:
    library, admin = s.services.library, s.circle.admin
    library.edit(admin, s.document, title=text, tags=[text[:20]], audience=ORGANISATION)
    return library.document(admin, s.document).item.title


def _gist(s: Scene, text: str) -> str:
    library, admin = s.services.library, s.circle.admin
    library.edit_gist(admin, s.document, situation=text, lesson=text)
    gist = library.document(admin, s.document).gist
    if gist is None:
        return ""
    return gist.lesson if gist.lesson == gist.situation else f"{gist.lesson}|{gist.situation}"


def _filename(s: Scene, text: str) -> str:
    s.services.library.refuse(s.circle.admin, text, 1, ORGANISATION)
    return ""


_ALL: Final = 1000
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)

ADMIN_FIELDS: Final = (
    Field(
        "the name of a device",
        _device,
        (
            "accounts.open_session.user_agent",
            "accounts.enter.user_agent",
            "accounts.accept_invitation.user_agent",
            "account_links.accept.user_agent",
        ),
        Kept.NOTHING,
    ),
    Field(
        "a token in an address",
        _token,
        (
            "accounts.actor_for_token.token",
            "accounts.invitation.token",
            "accounts.join.token",
            "accounts.accept_invitation.token",
            "accounts.sign_out.token",
            "account_links.view.token",
            "account_links.accept.token",
            "account_links.set_password.token",
            "calendar_feed.file.token",
            "rhythm.what_stops.token",
            "rhythm.stop.token",
        ),
        Kept.NOTHING,
    ),
    Field(
        "the topic of a cycle, by command",
        _operator,
        ("groups.set_cycle.topic", "groups.add_member.email"),
        Kept.LINE,
    ),
    Field("why a member was removed", _removed, ("members.remove.reason",), Kept.LINE, every=4),
    Field(
        "the name of an account",
        _name,
        (
            "accounts.create_person.name",
            "accounts.enter.name",
            "accounts.accept_invitation.name",
            "account_links.accept.name",
        ),
        Kept.LINE,
        every=4,
    ),
    Field(
        "its e-mail address",
        _email,
        (
            "accounts.create_person.email",
            "accounts.enter.email",
            "accounts.accept_invitation.email",
            "account_links.accept.email",
        ),
        Kept.EMAIL,
    ),
    Field(
        "a password",
        _password,
        (
            "accounts.create_person.password",
            "accounts.enter.password",
            "accounts.accept_invitation.password",
            "account_links.accept.password",
            "account_links.set_password.password",
            "accounts.change_password.old",
            "accounts.change_password.new",
            "accounts.delete_account.password",
        ),
        Kept.NOTHING,
        every=4,
    ),
    Field(
        "sign-in",
        _sign_in,
        ("accounts.sign_in.email", "accounts.sign_in.password", "accounts.sign_in.user_agent"),
        Kept.NOTHING,
        every=4,
    ),
    Field(
        "whom an invitation is meant for",
        _meant_for,
        ("accounts.invite.email", "members.invite.email", "account_links.invite.email"),
        Kept.NOTHING,
        every=4,
    ),
    Field(
        "the name of a group",
        _group,
        ("group_register.make.name", "group_register.rename.name"),
        Kept.LINE,
    ),
    Field(
        "a search for people and for groups",
        _searched,
        ("people.find.query", "group_register.find.query"),
        Kept.NOTHING,
    ),
    Field("the privacy notice", _notice, ("texts.write.text",), every=8),
    Field("who reviewed a text", _reviewer, ("texts.write.reviewed_by",), Kept.LINE, every=8),
    Field(
        "the title and a tag of a document",
        _document,
        ("library.edit.title", "library.edit.tags"),
        Kept.LINE,
    ),
    Field(
        "the gist of a document",
        _gist,
        ("library.edit_gist.situation", "library.edit_gist.lesson"),
        Kept.LINE,
    ),
    Field(
        "the name of a file",
        _filename,
        ("library.upload.filename", "library.refuse.filename"),
        Kept.NOTHING,
        every=4,
    ),
)
