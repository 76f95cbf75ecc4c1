"""The rules of a group in words, for whoever reads them on a page or in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coach.domain.reach import Reach
from coach.domain.rules import (
    Attendance,
    CharterBinds,
    Expectation,
    Leading,
    Level,
    Practice,
    Rules,
    Spaces,
    Term,
    TopicChoice,
    Topics,
)

RULE_TITLES: Final[Mapping[str, str]] = {
    "size_least": "Members, at least",
    "size_most": "Members, at most",
    "attendance": "Who comes",
    "commitment": "A commitment",
    "practice": "What is practised",
    "sessions_in_cycle": "Sessions in a cycle",
    "session_minutes": "Minutes of a session",
    "weeks_least": "Weeks of practice, at least",
    "weeks_usual": "Weeks of practice, as a rule",
    "weeks_most": "Weeks of practice, at most",
    "cadence_days": "Days from session to session",
    "topics": "Topics",
    "topic_choice": "How a topic is chosen",
    "leading": "Who leads",
    "term": "How long somebody leads",
    "levels": "Levels of participation",
    "spaces": "Spaces",
    "default_audience": "Who sees what is shared, unless its author chooses otherwise",
    "widest_audience": "Who may see what is shared, at most",
    "release_inside": "Contributors that a theme needs inside the group",
    "release_outside": "Contributors that a theme needs outside the group",
    "release_groups": "Groups that those outside come from",
    "theme_preview_hours": "Hours in which contributors see themes first",
    "charter_binds": "The charter binds",
}

_VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "attendance": {
        Attendance.EVERYONE: "everyone, each time",
        Attendance.WHO_CAN: "who can",
    },
    "commitment": {
        Expectation.REQUIRED: "from everyone",
        Expectation.INVITED: "invited, from nobody required",
        Expectation.NONE: "not asked for",
    },
    "practice": {
        Practice.BEHAVIOUR: "one's own behaviour",
        Practice.ACTIONS: "actions that the group has agreed on",
        Practice.NONE: "nothing",
    },
    "topics": {Topics.ONE: "one at a time", Topics.MANY: "many, as they arise"},
    "topic_choice": {
        TopicChoice.VOTE: "by vote",
        TopicChoice.ANY_MEMBER: "any member opens one",
        TopicChoice.EACH_OWN: "each member brings their own",
    },
    "leading": {
        Leading.ROTATION: "members, in rotation",
        Leading.APPOINTED: "somebody who was appointed",
        Leading.COORDINATOR: "a coordinator",
        Leading.TURNS: "members, turn by turn",
        Leading.SHARED: "all together",
    },
    "term": {
        Term.SESSION: "one session",
        Term.CYCLE: "one cycle",
        Term.UNTIL_DATE: "until an agreed day",
        Term.OPEN: "without an end",
    },
    "levels": {
        Level.MEMBER: "one, all are members",
        Level.CORE: "core",
        Level.ACTIVE: "active",
        Level.PERIPHERAL: "peripheral",
    },
    "spaces": {
        Spaces.PRIVATE: "private only",
        Spaces.PRIVATE_AND_PUBLIC: "private and public",
    },
    "charter_binds": {
        CharterBinds.FROM_START: "from the start",
        CharterBinds.ONCE_WRITTEN: "once the group has written its own",
    },
}
_AUDIENCES: Final = {
    Reach.ME: "the author alone",
    Reach.GROUP: "the group",
    Reach.ORGANISATION: "the organisation",
}
_WITHOUT: Final = {
    "size_most": "no limit",
    "sessions_in_cycle": "no cycle, the group is ongoing",
    "cadence_days": "as agreed",
}


def value_words(rule: str, value: object) -> str:
    """Return the value of a rule in words, given as the rule holds it or as plain JSON."""
    if value is None:
        return _WITHOUT.get(rule, "none")
    if isinstance(value, list | tuple):
        return ", ".join(value_words(rule, one) for one in value)
    if rule in {"default_audience", "widest_audience"}:
        return _AUDIENCES[Reach(str(value))]
    return _VALUES.get(rule, {}).get(str(value), str(value))


def rule_lines(rules: Rules) -> tuple[tuple[str, str, str], ...]:
    """Return name, title and value of every rule, in the order in which they are written."""
    return tuple(
        (rule, title, value_words(rule, getattr(rules, rule)))
        for rule, title in RULE_TITLES.items()
    )
