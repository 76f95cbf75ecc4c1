"""What a member can let count of a reflection: for which group, which sentences, on which terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from coach.domain.access import Action
from coach.domain.base import Model
from coach.domain.contribution import Contribution
from coach.domain.contribution_terms import ContributionTerms, terms_of
from coach.domain.cycle import Cycle
from coach.domain.groups import Group
from coach.domain.masking import Concern, Finding
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.recognition import hints
from coach.domain.reflection import Reflection
from coach.domain.rules import Rules
from coach.domain.theme_report import SHOWN, ReportState
from coach.masking.finder import Finder, Roster
from coach.services.common import own_attempt, own_commitment
from coach.services.formats_file import Charters
from coach.services.participation import charter_of, standing_in
from coach.storage.transaction import Transaction

_TELLING: Final = frozenset(Concern) - {Concern.DATE, Concern.AMOUNT}
_NO_GROUP: Final = (
    "The commitment behind it belongs to no group of yours: only what is tried in one can count."
)


class Sentence(Model):
    """A sentence that may be quoted. `remark`: by what somebody could be known in it, or empty."""

    words: str
    remark: str = ""


class CountsFor(Model):
    """The group whose themes a reflection can count towards, and in which of its cycles."""

    group: Group
    cycle: Cycle | None
    terms: ContributionTerms

    @property
    def rules(self) -> Rules:
        """The rules by which themes are shown."""
        return self.group.rules


class CountedIn(Model):
    """A report that was made of this reflection, among others.

    `at`: when its preview ends, or when it was released. `quotes`: whether it shows a sentence.
    """

    state: ReportState
    at: datetime | None
    quotes: bool


class ContributionOffer(Model):
    """Where a reflection stands, and what its author can choose.

    `why`: why it cannot count; empty when it can. `seen_sha256`: of the text that was looked at,
    to be handed back with the yes. `stands`: whether the present yes counts, `given_to` its group.
    """

    counts_for: CountsFor | None
    why: str = ""
    sentences: tuple[Sentence, ...] = ()
    seen_sha256: str
    contribution: Contribution | None = None
    given_to: str = ""
    stands: bool = False
    counted_in: tuple[CountedIn, ...] = ()


def group_for(
    tx: Transaction, actor: Actor, reflection: Reflection, charters: Charters
) -> tuple[CountsFor | None, str]:
    """Return what a reflection of the actor's can count for, or why for nothing.

    That is the group of the first commitment behind it in which the actor takes part.
    """
    why = ""
    for group_id, cycle_id in _made_in(tx, actor, reflection):
        group = tx.groups.get(group_id)
        if group is None or group_id not in actor.group_ids:
            continue
        standing = standing_in(tx, actor, group, charters)
        if standing.limit is not Reach.ME:
            attributions = charter_of(tx, group, charters).terms.attributions
            terms = terms_of(standing.limit, attributions)
            return CountsFor(group=group, cycle=_cycle(tx, group_id, cycle_id), terms=terms), ""
        why = why or _why_not(group, takes_part=standing.takes_part)
    return None, why or _NO_GROUP


def counted_in(
    tx: Transaction, group_id: str, reflection: Reflection, texts: Collection[str]
) -> Iterator[CountedIn]:
    """Yield the reports that were made of a reflection in one of these wordings (their hashes).

    Those alone of which others may read something now.
    """
    for report in tx.theme_reports.shown(group_id):
        if report.state in SHOWN and not set(texts).isdisjoint(
            report.pool.texts.get(reflection.owner_id, ())
        ):
            themes = report.release.themes if report.release else ()
            released = report.state is ReportState.RELEASED
            yield CountedIn(
                state=report.state,
                at=report.released_at if released else report.preview_ends_at,
                quotes=any(q.source_id == reflection.id for theme in themes for q in theme.quotes),
            )


def with_remarks(sentences: Sequence[str], roster: Roster, finder: Finder) -> tuple[Sentence, ...]:
    """Return the sentences, each with what its author may want to know before they choose it."""
    found = finder.find(sentences, roster)
    return tuple(
        Sentence(words=words, remark=_remark(words, some))
        for words, some in zip(sentences, found, strict=True)
    )


def roster_of(tx: Transaction, actor: Actor) -> Roster:
    """Return the names of the actor's groups and of all in them, the actor too."""
    groups = tx.groups.of_person(actor.person_id)
    people = {name for group in groups for name, _ in tx.groups.members(group.id)}
    return Roster(people=tuple(sorted(people)), organisations=tuple(sorted(g.name for g in groups)))


def _made_in(
    tx: Transaction, actor: Actor, reflection: Reflection
) -> Iterator[tuple[str, str | None]]:
    for attempt_id in reflection.attempt_ids:
        attempt = own_attempt(tx, actor, attempt_id, Action.READ)
        commitment = own_commitment(tx, actor, attempt.commitment_id, Action.READ)
        if commitment.group_id is not None:
            yield commitment.group_id, commitment.cycle_id


def _cycle(tx: Transaction, group_id: str, cycle_id: str | None) -> Cycle | None:
    """Return the cycle of a commitment; of one made before the first it is the present one."""
    cycles = tx.cycles.of_group(group_id)
    return next((c for c in cycles if c.id == cycle_id), cycles[0] if cycles else None)


def _why_not(group: Group, *, takes_part: bool) -> str:
    if takes_part:
        return f"Rules and charter of {group.name} let nothing be shared with the group."
    return f"You have yet to accept the charter of {group.name}: then it can count."


def _remark(sentence: str, found: Iterable[Finding]) -> str:
    words = (sentence[f.start : f.end] for f in found if f.concern in _TELLING)
    named = ", ".join(f"“{one}”" for one in dict.fromkeys(words))
    lines = [f"It may tell who is meant: {named}."] if named else []
    lines += [f"“{hint.words}”: {hint.why}" for hint in hints([sentence])]
    return " ".join(lines)
