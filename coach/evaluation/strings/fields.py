"""Every text field of the services, and why a text parameter of theirs is none."""

from __future__ import annotations

from typing import Final

from coach.evaluation.strings.admin_fields import ADMIN_FIELDS
from coach.evaluation.strings.field import Field
from coach.evaluation.strings.group_fields import GROUP_FIELDS
from coach.evaluation.strings.own_fields import OWN_FIELDS

FIELDS: Final[tuple[Field, ...]] = (*OWN_FIELDS, *GROUP_FIELDS, *ADMIN_FIELDS)
_MADE = "is what the services themselves have stored or drawn"
_CHOSEN = "is one of the choices that a page draws"
NOT_TYPED: Final[dict[str, str]] = {
    "accounts.accept_invitation.address": "is the network's",
    "accounts.enter.address": "is the network's",
    "accounts.sign_in.address": "is the network's",
    "account_links.accept.address": "is the network's",
    "accounts.open_session.method": _MADE,
    "citing.find.avoid": _MADE,
    "citing.find.draft": _MADE,
    "citing.find.turns": _MADE,
    "commitments.remarks.commitment": _MADE,
    "suggestions.cited.turns": _MADE,
    "search.search.leave_out": _MADE,
    "audit.page.sought": _CHOSEN,
    "audit.export.sought": _CHOSEN,
    "group_rules.change.changes": _CHOSEN,
    "group_rules.foresee.changes": _CHOSEN,
    "library.edit.audience": _CHOSEN,
    "library.refuse.audience": _CHOSEN,
    "library.upload.audience": _CHOSEN,
    "group_split.foresee.wish": "its name takes the way of group_register.make",
    "group_split.split.wish": "its name takes the way of group_register.make",
    "topics.close.choice": _CHOSEN,
    "topics.vote.votes": _CHOSEN,
}
"""By "service.method.parameter": why nobody types it."""
