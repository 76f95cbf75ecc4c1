"""Who may do what with whose thing (METHOD §7). Pure, complete, default deny.

Every read or change of a person's thing asks `allowed` with a Resource that the caller built from
the database, never from the request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, Literal

from coach.domain.base import Model
from coach.domain.groups import Group
from coach.domain.lineage import Flag
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Item, ItemStatus, visible_to
from coach.errors import NotFound


class Kind(StrEnum):
    """What is acted on."""

    ACCOUNT = "account"
    CONVERSATION = "conversation"
    COMMITMENT = "commitment"
    ATTEMPT = "attempt"
    REFLECTION = "reflection"
    STORY = "story"
    """A story in the making; what others read of it is an item."""
    CONTRIBUTION = "contribution"
    """What a member lets count towards themes."""
    REMINDER = "reminder"
    GROUP = "group"
    RULES = "rules"
    CHARTER = "charter"
    TOPIC = "topic"
    CYCLE = "cycle"
    LEAD = "lead"
    SESSION = "session"
    SESSION_NOTE = "session_note"
    HAND_OVER = "hand_over"
    THEMES = "themes"
    """Reports on the themes of a group, as far as they are released."""
    THREAD = "thread"
    POST = "post"
    AUDIT = "audit"
    ITEM = "item"
    FLAG = "flag"
    """What a reader says is wrong with an item."""
    LIBRARY = "library"
    PEOPLE = "people"
    """The accounts of the installation: who may sign in, never what they own."""
    GROUPS = "groups"
    """The groups of the installation: names, formats and numbers, never what they write."""
    TEXTS = "texts"
    """What the organisation says to everybody, with who wrote which version."""
    TOTALS = "totals"
    """What an organisation is told of all its groups: rounded numbers and themes of several."""
    INSTALLATION = "installation"
    """Models, index, database and jobs."""


class Action(StrEnum):
    """What is done with it."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    EXPORT = "export"
    INVITE = "invite"
    AGREE = "agree"
    """Say yes or no for oneself."""
    MODERATE = "moderate"
    """Close a conversation of the group, or remove what somebody wrote in it."""
    SPLIT = "split"
    """Make a second group out of members of the first."""


class Resource(Model):
    """The facts about a thing that a decision needs."""

    kind: Kind
    owner_id: str | None = None
    group_id: str | None = None
    audience: Literal["me", "group"] = "me"
    shared: bool = False
    """Whether the thing has been committed to: a draft is never shared, whatever its audience."""
    led_by_all: bool = False
    """Of what a group does together: whether any of its members may do what leaders do."""
    public: bool = False
    """Of a thread or post: whether everybody with an open account reads and answers it now."""
    meant_for: str = ""
    """Of an item: its audience, see `coach.domain.repertoire.Audience`."""
    by_member: bool = True
    """Of an item: whether a member gave it, and not the organisation."""
    author_id: str | None = None
    """Of a flag: who gave the item that it is about."""
    in_use: bool = True
    """Of an item: whether it is neither retired nor superseded."""

    @classmethod
    def of_group(cls, group: Group) -> Resource:
        """Return the facts about a group itself: who is in it, and whether it stays."""
        return cls(kind=Kind.GROUP, group_id=group.id, led_by_all=group.rules.led_by_all)

    @classmethod
    def of_item(cls, item: Item) -> Resource:
        """Return the facts about an item."""
        return cls(
            kind=Kind.ITEM,
            owner_id=item.author_id,
            meant_for=item.audience,
            group_id=item.given_to,
            by_member=item.by_member,
            in_use=item.status is ItemStatus.ACTIVE,
        )

    @classmethod
    def of_flag(cls, flag: Flag, item: Item, group: Group | None = None) -> Resource:
        """Return the facts about a flag, seen from one of the groups that its item is meant for."""
        return cls(
            kind=Kind.FLAG,
            owner_id=flag.person_id,
            author_id=item.author_id,
            meant_for=item.audience,
            by_member=item.source == "member",
            group_id=group.id if group else None,
            led_by_all=group.rules.led_by_all if group else False,
        )


_OWNED = frozenset(
    {
        Kind.CONVERSATION,
        Kind.COMMITMENT,
        Kind.ATTEMPT,
        Kind.REFLECTION,
        Kind.STORY,
        Kind.CONTRIBUTION,
        Kind.REMINDER,
        Kind.ACCOUNT,
    }
)
_OWNERS_DO = frozenset({Action.READ, Action.WRITE, Action.DELETE, Action.EXPORT})
_LEADERS_DO = frozenset({Action.INVITE, Action.WRITE, Action.SPLIT, Action.DELETE})
_ADMINS_DO = {
    Kind.LIBRARY: _OWNERS_DO,
    Kind.LEAD: frozenset({Action.INVITE}),
    Kind.GROUP: frozenset({Action.INVITE, Action.DELETE, Action.AGREE, Action.SPLIT}),
    Kind.AUDIT: frozenset({Action.READ, Action.EXPORT}),
    Kind.PEOPLE: frozenset({Action.READ, Action.WRITE, Action.INVITE}),
    Kind.GROUPS: frozenset({Action.READ, Action.WRITE}),
    Kind.TEXTS: frozenset({Action.READ, Action.WRITE}),
    Kind.TOTALS: frozenset({Action.READ, Action.WRITE, Action.EXPORT}),
    Kind.INSTALLATION: frozenset({Action.READ, Action.WRITE}),
}


def allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether the actor may do this; False for every case that no rule grants."""
    if resource.kind in _OWNED and resource.owner_id == actor.person_id:
        return action in _OWNERS_DO
    if resource.kind is Kind.ITEM:
        return _item_allowed(actor, action, resource)
    if resource.kind is Kind.FLAG:
        return _flag_allowed(actor, action, resource)
    if resource.kind in {Kind.THREAD, Kind.POST}:
        return _talk_allowed(actor, action, resource)
    member = resource.group_id is not None and resource.group_id in actor.group_ids
    if member and _member_allowed(actor, action, resource):
        return True
    return actor.is_admin and action in _ADMINS_DO.get(resource.kind, frozenset())


def _member_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member of the resource's group may do this."""
    decide = _MEMBERS_DO.get(resource.kind)
    return decide is not None and decide(actor, action, resource)


def _commitment_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member may do this with another's commitment: read it once it is shared."""
    reads = resource.group_id in actor.reading_ids
    in_group = resource.audience == "group" and resource.shared and reads
    return action is Action.READ and in_group


def _group_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member may do this with their group itself.

    Each may see who is in it, and say yes or no to its deletion; whoever takes part takes its
    repertoire along (EXPORT); whoever leads and takes part invites (INVITE), removes somebody and
    takes a repertoire in (WRITE), splits it (SPLIT) and asks for the deletion (DELETE).
    """
    if action in {Action.READ, Action.AGREE}:
        return True
    if action is Action.EXPORT:
        return resource.group_id in actor.reading_ids
    leads = resource.led_by_all or resource.group_id in actor.leading_ids
    takes_part = resource.group_id in actor.reading_ids
    return leads and takes_part and action in _LEADERS_DO


def _agreement_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member may do this with the rules or the charter of their group.

    Each may read them and answer for themselves, or else nobody could join in. Rules are changed
    by whoever takes part; a charter by whoever leads, also one who has not accepted it.
    """
    if action is not Action.WRITE:
        return action in {Action.READ, Action.AGREE}
    if resource.kind is Kind.CHARTER:
        return resource.led_by_all or resource.group_id in actor.leading_ids
    return resource.group_id in actor.reading_ids


def _course_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member may do this with what their group works on, and where it stands.

    Whoever takes part proposes and votes, takes back what they proposed, and reads what sessions
    are planned; whoever leads plans them, moves the cycle, closes a vote and passes the lead on.
    Where the group stands and who leads it is every member's to read.
    """
    takes_part = resource.group_id in actor.reading_ids
    if resource.kind is not Kind.TOPIC:
        leads = resource.led_by_all or resource.group_id in actor.leading_ids
        reads = takes_part or resource.kind in {Kind.CYCLE, Kind.LEAD}
        return (action is Action.READ and reads) or (
            action is Action.WRITE and takes_part and leads
        )
    if action is Action.DELETE:
        return takes_part and resource.owner_id == actor.person_id
    return takes_part and action in {Action.READ, Action.WRITE}


def _themes_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member may do this with the themes of their group.

    Whoever takes part reads what is released, and says no or go on to what comes from them (AGREE);
    whoever leads has reports made, and words what is released.
    """
    if resource.group_id not in actor.reading_ids:
        return False
    leads = resource.led_by_all or resource.group_id in actor.leading_ids
    return action in {Action.READ, Action.AGREE} or (leads and action is Action.WRITE)


def _written_in_session_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether a member may do this with what their group writes down in a session.

    Notes and decisions are read by whoever takes part, written and deleted by their author, and
    deleted by whoever leads. A hand-over is theirs alone who lead now.
    """
    if resource.group_id not in actor.reading_ids:
        return False
    leads = resource.led_by_all or resource.group_id in actor.leading_ids
    if resource.kind is Kind.HAND_OVER:
        return leads and action in {Action.READ, Action.WRITE}
    own = resource.owner_id == actor.person_id
    match action:
        case Action.READ:
            return True
        case Action.WRITE:
            return own
        case Action.DELETE:
            return own or leads
        case _:
            return False


def _talk_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether the actor may do this with a conversation of a group.

    Whoever takes part reads both spaces, begins threads and writes posts of their own; where the
    thread is public everybody else reads it and answers too. One's own post can be deleted and
    taken along by its author, also once they can no longer read the thread. A thread is closed by
    who began it, a post removed by whoever leads.
    """
    takes_part = resource.group_id is not None and resource.group_id in actor.reading_ids
    owns = resource.owner_id == actor.person_id
    is_post = resource.kind is Kind.POST
    reads = takes_part or resource.public
    if action is Action.READ:
        return reads
    if action is Action.WRITE:
        return (reads and owns) if is_post else takes_part
    if action is Action.MODERATE:
        leads = resource.led_by_all or resource.group_id in actor.leading_ids
        return takes_part and (leads or (owns and not is_post))
    return is_post and owns and action in {Action.DELETE, Action.EXPORT}


def _item_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether the actor may do this with an item of the repertoire.

    Its author may do everything, also once outside its audience. What the organisation has loaded
    is every admin's; a member's story is an admin's to read only as one of its audience. What is
    out of use is nobody else's. What a group has taken in from elsewhere has no author here:
    whoever leads and takes part deletes it.
    """
    if resource.owner_id == actor.person_id:
        return action in _OWNERS_DO
    if actor.is_admin and not resource.by_member:
        return action in _OWNERS_DO
    if action is Action.DELETE and resource.group_id is not None:
        leads = resource.led_by_all or resource.group_id in actor.leading_ids
        return leads and resource.group_id in actor.reading_ids
    meant_for_actor = resource.in_use and resource.meant_for in visible_to(actor)
    return action is Action.READ and meant_for_actor


def _flag_allowed(actor: Actor, action: Action, resource: Resource) -> bool:
    """Return whether the actor may do this with what a reader says is wrong with an item.

    Who raised it takes it back (DELETE) and takes it along. The item's author reads it; so does
    whoever leads and takes part in a group that it is meant for, and an admin where it is the
    organisation's: they may let the item stand (MODERATE), and an admin may retire it (WRITE). No
    author decides over their own.
    """
    if resource.owner_id == actor.person_id:
        return action in {Action.READ, Action.DELETE, Action.EXPORT}
    if resource.author_id is not None and resource.author_id == actor.person_id:
        return action is Action.READ
    leads = resource.led_by_all or resource.group_id in actor.leading_ids
    leads_readers = resource.group_id in actor.reading_ids and leads
    is_organisations = resource.meant_for == ORGANISATION or not resource.by_member
    if actor.is_admin and is_organisations:
        return action in {Action.READ, Action.MODERATE, Action.WRITE}
    return leads_readers and action in {Action.READ, Action.MODERATE}


_MEMBERS_DO: Final[Mapping[Kind, Callable[[Actor, Action, Resource], bool]]] = {
    Kind.COMMITMENT: _commitment_allowed,
    Kind.GROUP: _group_allowed,
    Kind.RULES: _agreement_allowed,
    Kind.CHARTER: _agreement_allowed,
    Kind.TOPIC: _course_allowed,
    Kind.CYCLE: _course_allowed,
    Kind.LEAD: _course_allowed,
    Kind.SESSION: _course_allowed,
    Kind.THEMES: _themes_allowed,
    Kind.SESSION_NOTE: _written_in_session_allowed,
    Kind.HAND_OVER: _written_in_session_allowed,
}


def require(actor: Actor, action: Action, resource: Resource) -> None:
    """Raise NotFound, which gives nothing away, unless the action is allowed."""
    if not allowed(actor, action, resource):
        raise NotFound
