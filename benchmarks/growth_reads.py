"""What is timed while groups become more: the reads behind the main pages, and a few writes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.growth_world import PASSWORD, Copied, GrowingWorld, signed_in
from coach.bootstrap import Services
from coach.domain.attempt import AttemptResult
from coach.domain.commitment import CommitmentStatus, Slot
from coach.domain.people import Actor
from coach.services.common import utc_now

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Visit:
    """One member of one group who comes by, and an admin of the installation."""

    services: Services
    group: Copied
    actor: Actor
    lead: Actor
    admin: Actor

    def works(self) -> Mapping[str, Work]:
        """Return what is timed, by its name."""
        return {**self._reads(), **self._lists(), **self._writes()}

    def _reads(self) -> Mapping[str, Work]:
        s, actor, group_id, today = self.services, self.actor, self.group.group_id, utc_now().date()
        return {
            "home": lambda: s.home.overview(actor, today),
            "group's page": lambda: (
                s.groups.mine(actor),
                s.cycles.board(actor, group_id),
                s.group_reading.health(actor, group_id),
                s.group_reading.trying(actor, group_id),
                s.leads.board(actor, group_id),
            ),
            "facilitator's totals": lambda: s.cycle_counts.current(self.lead, group_id),
            "journal": lambda: s.journal.items(actor),
            "who is behind a request": lambda: s.accounts.actor_for_session(actor.session_id),
            "sign-in": lambda: s.accounts.sign_in(
                email=self.group.emails[1], password=PASSWORD, address="127.0.0.1"
            ),
            "export of one group": lambda: s.repertoire_export.export(self.lead, group_id),
            "search of what may be seen": lambda: s.search.search(actor, "nobody answered me"),
        }

    def _lists(self) -> Mapping[str, Work]:
        s, admin, today = self.services, self.admin, utc_now().date()
        return {
            "admin's list of groups": lambda: s.group_register.find(admin, today),
            "admin's list of people": lambda: s.people.find(admin),
            "admin finds a person": lambda: s.people.find(admin, self.group.emails[2]),
            "admin opens a person": lambda: s.people.person(admin, actor_id(self.actor)),
        }

    def _writes(self) -> Mapping[str, Work]:
        s, actor = self.services, self.actor
        mine = next(c for c in s.commitments.mine(actor) if c.status is CommitmentStatus.OPEN)

        def log() -> None:
            s.attempts.log(
                actor,
                commitment_id=mine.id,
                happened_on=utc_now().date(),
                cue_occurred=True,
                result=AttemptResult.TRIED,
            )

        def talk() -> None:
            conversation = s.conversations.for_subject(actor, mine.id)
            if conversation is not None:
                s.conversations.say(actor, conversation.id, "I asked, and I waited.")
                _until_quiet(s)

        def draft() -> None:
            made = s.commitments.start(actor)
            s.commitments.set_slot(actor, made.id, Slot.ACTION, "ask one open question")

        return {
            "a draft begun, one slot saved": draft,
            "an attempt logged": log,
            "a message answered without a model": talk,
        }


def actor_id(actor: Actor) -> str:
    """Return whose account it is."""
    return actor.person_id


def timed(world: GrowingWorld, services: Services, admin: Actor, runs: int) -> dict[str, float]:
    """Return the median milliseconds of each work, each run in another group."""
    found: dict[str, list[float]] = {}
    for run in range(runs + 1):
        group = world.copy((run * 7919) % world.groups)
        visit = Visit(
            services,
            group,
            signed_in(services, group.people[1]),
            signed_in(services, group.people[0]),
            admin,
        )
        for name, work in visit.works().items():
            began = time.perf_counter()
            work()
            taken = (time.perf_counter() - began) * 1000
            # The first run of each size loads and caches: it is not counted.
            if run:
                found.setdefault(name, []).append(taken)
    return {name: statistics.median(times) for name, times in found.items()}


_PATIENCE_S: Final = 20.0


def _until_quiet(services: Services) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while services.conversations.busy() and time.monotonic() < deadline:
        time.sleep(0.001)
