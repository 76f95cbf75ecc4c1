"""What happens to a group is told to its members: who came, went, leads, asked for what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from coach.domain.base import Model

SHOWN_FOR: Final = timedelta(days=60)
"""After that a notice is forgotten."""


class NoticeKind(StrEnum):
    """What happened."""

    JOINED = "joined"
    ADMIN_JOINED = "admin_joined"
    LEFT = "left"
    REMOVED = "removed"
    INVITED_BEYOND = "invited_beyond"
    """Somebody wanted to invite more people than the rules allow, and was refused."""
    LEADS = "leads"
    SPLIT_OFF = "split_off"
    """A second group was made of members of this one; the reason is its name."""
    SPLIT_FROM = "split_from"
    """This group was made of members of another one; the reason is its name."""
    DELETION_ASKED = "deletion_asked"
    DELETION_CALLED_OFF = "deletion_called_off"
    THEMES = "themes"
    """A report on the group's themes was released, which nobody does."""


class Notice(Model):
    """One thing that happened to a group, about one person, with their name as it was then.

    `person_id` is None and the name empty for somebody who has deleted their account. `by_id`: who
    did it, if somebody else. `reason`: a line for the group.
    """

    id: str
    group_id: str
    kind: NoticeKind
    at: datetime
    person_id: str | None
    person_name: str
    by_id: str | None = None
    reason: str = ""


_WORDS: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.JOINED: "{name} has joined.",
    NoticeKind.ADMIN_JOINED: "{name}, an administrator of Repertoire, has joined.",
    NoticeKind.LEFT: "{name} has left.",
    NoticeKind.REMOVED: "{name} was removed.",
    NoticeKind.INVITED_BEYOND: "{name} wanted to invite more people than the rules allow.",
    NoticeKind.LEADS: "{name} leads from now on.",
    NoticeKind.SPLIT_OFF: "{name} made a new group with some of our members, who stay here too.",
    NoticeKind.SPLIT_FROM: "{name} made this group with members of another one.",
    NoticeKind.DELETION_ASKED: "{name} asked for this group to be deleted.",
    NoticeKind.DELETION_CALLED_OFF: "{name} called the deletion of this group off.",
    NoticeKind.THEMES: "A report on our themes was released.",
}
_NAMELESS: Final = "A member who has deleted their account"


def notice_words(notice: Notice, by_name: str = "") -> str:
    """Say what happened in one sentence; `by_name`: who did it, as they are called now."""
    if notice.kind is NoticeKind.REMOVED and by_name:
        return f"{notice.person_name} was removed by {by_name}."
    return _WORDS[notice.kind].format(name=notice.person_name or _NAMELESS)
