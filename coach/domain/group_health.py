"""How a group is doing, read from counts by its three legs (METHOD §2): a picture, no score. Pure.

A count that could single somebody out is left out: of what members keep private, totals are told
only when enough of them stand behind one.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from coach.domain.base import Model
from coach.domain.rules import Expectation, Practice, Rules


class Leg(StrEnum):
    """What a community stands on."""

    DOMAIN = "domain"
    COMMUNITY = "community"
    PRACTICE = "practice"


class Counts(Model):
    """What is counted of a group and its current cycle."""

    has_topic: bool
    has_charter: bool
    """Whether the group has written its own."""
    charter_binds: bool
    """Whether it has to be accepted."""
    members: int
    accepted: int
    """Members who accepted the charter as it is now."""
    proposing: int
    """Members with a challenge of their own on the list, or in the last vote."""
    sharing: int
    """Members who share a commitment of this cycle."""
    logging: int
    """Members who logged an attempt in this cycle."""
    attempts: int
    """Attempts at these commitments."""
    stories: int
    """Stories, tools and ways by members for this group."""
    tried: int
    """Times that a member resolved to try something of another's."""
    is_session_planned: bool


class Measure(Model):
    """One thing that the picture shows: `part` of `whole`, or `part` alone where there is no whole.

    `hint`: what one could do about it, empty when nothing needs to be done.
    """

    leg: Leg
    title: str
    part: int
    whole: int | None = None
    said: str
    hint: str = ""


def measures(counts: Counts, rules: Rules) -> tuple[Measure, ...]:
    """Return what the picture shows, leg by leg."""
    return (*_domain(counts), *_community(counts, rules), *_practice(counts, rules))


def _domain(counts: Counts) -> Iterator[Measure]:
    yield Measure(
        leg=Leg.DOMAIN,
        title="A challenge",
        part=int(counts.has_topic),
        whole=1,
        said="You have said what you work on." if counts.has_topic else "Nothing is chosen yet.",
        hint="" if counts.has_topic else "Each of you can propose a challenge on this page.",
    )
    yield Measure(
        leg=Leg.DOMAIN,
        title="A charter of your own",
        part=int(counts.has_charter),
        whole=1,
        said="You have written how you work together."
        if counts.has_charter
        else "You use the text that comes with this kind of group.",
        hint="" if counts.has_charter else "Read it together and put one sentence in your words.",
    )


def _community(counts: Counts, rules: Rules) -> Iterator[Measure]:
    if counts.charter_binds:
        yield Measure(
            leg=Leg.COMMUNITY,
            title="Agreed to the charter",
            part=counts.accepted,
            whole=counts.members,
            said=f"{counts.accepted} of {counts.members}.",
            hint=""
            if counts.accepted == counts.members
            else "Read it aloud at the next session and ask what is missing.",
        )
    yield Measure(
        leg=Leg.COMMUNITY,
        title="Voices in what you work on",
        part=counts.proposing,
        whole=counts.members,
        said=f"Challenges of {counts.proposing} of {counts.members} are on the list.",
        hint=""
        if counts.proposing * 2 >= counts.members
        else "Go round once: what keeps each of you busy at the moment?",
    )
    if rules.commitment is not Expectation.NONE:
        yield Measure(
            leg=Leg.COMMUNITY,
            title="Commitments that you can ask about",
            part=counts.sharing,
            whole=counts.members,
            said=f"{counts.sharing} of {counts.members} share theirs.",
            hint=""
            if counts.sharing * 2 >= counts.members
            else "What others know of, they ask about. Sharing stays each member's choice.",
        )


def _practice(counts: Counts, rules: Rules) -> Iterator[Measure]:
    if rules.practice is not Practice.NONE:
        yield _attempts(counts, rules)
    yield Measure(
        leg=Leg.PRACTICE,
        title="Stories, tools and ways of yours",
        part=counts.stories,
        said=f"{counts.stories} in your repertoire.",
        hint="" if counts.stories else "Turn a reflection that others could use into a story.",
    )
    yield _taken_up(counts, rules)
    yield Measure(
        leg=Leg.PRACTICE,
        title="A rhythm",
        part=int(counts.is_session_planned),
        whole=1,
        said="The next session is planned."
        if counts.is_session_planned
        else "No session is planned.",
        hint="" if counts.is_session_planned else "Agree on a day before you part.",
    )


def _taken_up(counts: Counts, rules: Rules) -> Measure:
    """Return how often stories were taken up, once it is often enough to point to nobody."""
    enough = counts.tried >= rules.release_inside
    return Measure(
        leg=Leg.PRACTICE,
        title="Taken up from others",
        part=counts.tried if enough else 0,
        said=f"{counts.tried} times one of you resolved to try what another told."
        if enough
        else f"Told once it is {rules.release_inside} times.",
        hint="" if enough else "Ask at the next session: who has tried this before?",
    )


def _attempts(counts: Counts, rules: Rules) -> Measure:
    """Return the total of attempts, which is told once enough members stand behind it."""
    enough = counts.logging >= rules.release_inside
    return Measure(
        leg=Leg.PRACTICE,
        title="Attempts in this cycle",
        part=counts.attempts if enough else 0,
        said=f"{counts.attempts} logged by all of you together."
        if enough
        else f"Told once {rules.release_inside} of you have logged one.",
        hint="" if enough else "An attempt that did not happen counts too: log it.",
    )
