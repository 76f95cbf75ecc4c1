"""A group's rules: the switches in which the formats differ (METHOD §1), free of contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from coach.domain.base import Model
from coach.domain.reach import Reach


class Attendance(StrEnum):
    """Who comes to a session."""

    EVERYONE = "everyone"
    WHO_CAN = "who_can"


class Expectation(StrEnum):
    """Whether each member makes a commitment."""

    REQUIRED = "required"
    INVITED = "invited"
    NONE = "none"


class Practice(StrEnum):
    """What is tried between sessions: one's own behaviour, agreed actions, or nothing."""

    BEHAVIOUR = "behaviour"
    ACTIONS = "actions"
    NONE = "none"


class Topics(StrEnum):
    """How many topics are open at once."""

    ONE = "one"
    MANY = "many"


class TopicChoice(StrEnum):
    """How a topic is chosen."""

    VOTE = "vote"
    ANY_MEMBER = "any_member"
    EACH_OWN = "each_own"


class Leading(StrEnum):
    """Who leads."""

    ROTATION = "rotation"
    APPOINTED = "appointed"
    COORDINATOR = "coordinator"
    TURNS = "turns"
    SHARED = "shared"


class Term(StrEnum):
    """How long somebody leads; an open term has no end."""

    SESSION = "session"
    CYCLE = "cycle"
    UNTIL_DATE = "until_date"
    OPEN = "open"


class Level(StrEnum):
    """How much somebody takes part; a group with one level has members alone."""

    MEMBER = "member"
    CORE = "core"
    ACTIVE = "active"
    PERIPHERAL = "peripheral"


class Spaces(StrEnum):
    """Where the group talks."""

    PRIVATE = "private"
    PRIVATE_AND_PUBLIC = "private_and_public"


class CharterBinds(StrEnum):
    """From when on a member accepts the charter before taking part.

    FROM_START: the format's text counts too; ONCE_WRITTEN: only a text that the group wrote.
    """

    FROM_START = "from_start"
    ONCE_WRITTEN = "once_written"


class Rules(Model):
    """What a group has agreed on how it works; whatever contradicts itself is refused.

    Sizes count people, `session_minutes` minutes, `weeks_*` weeks of practice between sessions,
    `cadence_days` days from one session of an ongoing group to the next. None stands for no limit,
    no cycle, no practice weeks, no cadence.
    """

    size_least: int = Field(ge=2, le=1000)
    size_most: int | None = Field(le=100_000)
    attendance: Attendance
    commitment: Expectation
    practice: Practice
    sessions_in_cycle: int | None = Field(ge=1, le=52)
    session_minutes: int = Field(ge=15, le=480)
    weeks_least: int | None = Field(ge=1, le=52)
    weeks_usual: int | None = Field(ge=1, le=52)
    weeks_most: int | None = Field(ge=1, le=52)
    cadence_days: int | None = Field(ge=1, le=366)
    topics: Topics
    topic_choice: TopicChoice
    leading: Leading
    term: Term
    levels: tuple[Level, ...] = Field(min_length=1)
    spaces: Spaces
    default_audience: Reach
    widest_audience: Reach
    release_inside: int = Field(ge=3, le=1000)
    """Contributors that a theme without names needs inside the group (METHOD §7)."""
    release_outside: int = Field(ge=5, le=1000)
    """Contributors that it needs outside."""
    release_groups: int = Field(ge=2, le=1000)
    """Groups that these come from."""
    theme_preview_hours: int = Field(default=24, ge=1, le=336)
    """Hours in which those whom themes come from can still keep them from being shown."""
    charter_binds: CharterBinds

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        for sentence in contradictions(self):
            raise ValueError(sentence)
        return self

    @property
    def led_by_all(self) -> bool:
        """Whether nobody leads for longer than a turn: any member may do what leaders do."""
        return self.leading in {Leading.SHARED, Leading.TURNS}

    @property
    def may_split(self) -> bool:
        """Whether a part of the group can become a group of its own: where there is no limit."""
        return self.size_most is None

    def level_of(self, said: Level) -> Level:
        """Return how much somebody takes part, as far as the group knows such a level."""
        return said if said in self.levels else self.levels[-1]


def contradictions(rules: Rules) -> Iterator[str]:
    """Say in one sentence each which rules cannot hold together."""
    yield from _size_and_people(rules)
    yield from _practice(rules)
    yield from _rhythm_and_topics(rules)
    yield from _lead(rules)
    yield from _sharing(rules)


def _size_and_people(rules: Rules) -> Iterator[str]:
    if rules.size_most is not None and rules.size_least > rules.size_most:
        yield (
            f"The least size {rules.size_least} is above the most {rules.size_most}: "
            "lower one or raise the other."
        )
    if len(set(rules.levels)) < len(rules.levels):
        yield "A level of participation is named twice: name each once."
    if rules.attendance is Attendance.EVERYONE and len(rules.levels) > 1:
        yield (
            "Where everyone comes each time there are no levels of participation: keep one level, "
            "or let come who can."
        )


def _practice(rules: Rules) -> Iterator[str]:
    weeks = (rules.weeks_least, rules.weeks_usual, rules.weeks_most)
    given = [week for week in weeks if week is not None]
    if len(given) not in {0, len(weeks)}:
        yield "The weeks of practice are given in part: give the least, the usual and the most."
    elif given != sorted(given):
        yield "The usual weeks of practice lie outside the least and the most: put them between."
    if rules.practice is not Practice.NONE:
        return
    if given:
        yield "Weeks of practice are given where nothing is practised: take them out."
    if rules.commitment is not Expectation.NONE:
        yield (
            f"A commitment is {rules.commitment.value} where nothing is practised: "
            "choose what is practised, or ask for no commitment."
        )


def _rhythm_and_topics(rules: Rules) -> Iterator[str]:
    if rules.sessions_in_cycle is None and rules.cadence_days is None:
        yield "The group has no rhythm: give the sessions in a cycle, or the days between sessions."
    if rules.topics is Topics.ONE and rules.topic_choice is TopicChoice.EACH_OWN:
        yield "One topic at a time cannot be each member's own: allow many, or choose one together."


def _lead(rules: Rules) -> Iterator[str]:
    if rules.leading in {Leading.ROTATION, Leading.TURNS} and rules.term is Term.OPEN:
        yield "The lead passes on only when a term ends: give the term an end."
    if rules.leading is Leading.SHARED and rules.term is not Term.OPEN:
        yield "Where all share the lead there is no term: leave it open, or name who leads."
    if rules.term is Term.CYCLE and rules.sessions_in_cycle is None:
        yield "A term of a cycle needs cycles: give the sessions in one, or choose another term."


def _sharing(rules: Rules) -> Iterator[str]:
    if rules.default_audience.wider_than(rules.widest_audience):
        yield (
            f"The default audience {rules.default_audience.value!r} is wider than the widest "
            f"{rules.widest_audience.value!r}: narrow the one or widen the other."
        )
    public = rules.spaces is Spaces.PRIVATE_AND_PUBLIC
    if public and rules.widest_audience is not Reach.ORGANISATION:
        yield (
            "A public space needs 'organisation' as the widest audience: widen it, or keep "
            "private spaces only."
        )
    if rules.release_outside < rules.release_inside:
        yield (
            f"A theme needs {rules.release_inside} contributors inside the group and only "
            f"{rules.release_outside} outside: ask for at least as many outside."
        )
    if rules.release_outside < rules.release_groups:
        yield (
            f"{rules.release_outside} contributors cannot come from {rules.release_groups} "
            "groups: ask for more contributors or fewer groups."
        )
